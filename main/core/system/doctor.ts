/**
 * Looks at everything that Easel depends on and says what each finding means. A check that fails
 * is itself a finding: one broken thing must not hide the others.
 */
import type { Finding } from '#shared/domain/system.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { checkCheckpoints, checkEngine, checkHeads } from './engine-checks.ts';
import { checkMemory, checkNode, checkRuntimeSupport } from './machine-checks.ts';
import type { Check, Patient } from './patient.ts';
import { checkDatabase, checkDisk, checkLibrary, checkPictures } from './storage-checks.ts';

const checks: readonly Check[] = [
  checkNode,
  checkRuntimeSupport,
  checkMemory,
  checkDisk,
  checkLibrary,
  checkDatabase,
  checkPictures,
  checkCheckpoints,
  checkEngine,
  checkHeads,
];

export async function diagnose(patient: Patient, signal?: AbortSignal): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    throwIfCancelled(signal);
    try {
      findings.push(...(await check(patient, signal)));
    } catch (error) {
      if (isCancellation(error)) throw error;
      findings.push(brokenCheck(check.name, error));
    }
  }
  return findings;
}

function brokenCheck(name: string, error: unknown): Finding {
  return {
    id: name,
    status: 'problem',
    subject: 'A check of the doctor',
    found: `${name} failed: ${error instanceof Error ? error.message : String(error)}`,
    meaning: 'This part could not be looked at; the other findings hold.',
  };
}
