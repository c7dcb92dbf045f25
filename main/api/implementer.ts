/** The contract, ready to be implemented: every procedure gets the context and the error rule. */
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { ApiContext } from './context.ts';
import { translateErrors } from './translate-errors.ts';

export const api = implement(contract).$context<ApiContext>().use(translateErrors);
