import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { resourcesFolder } from '#main/studio/places.ts';

function from(path: string): string {
  return resourcesFolder(pathToFileURL(path).href);
}

it('finds what native code reads beside the archive that the code lies in', () => {
  expect(from('/opt/Easel/resources/app.asar/main/studio/places.ts')).toBe(
    '/opt/Easel/resources/app.asar.unpacked/resources',
  );
});

it('leaves every other place as it is', () => {
  expect(from('/home/me/easel/main/studio/places.ts')).toBe('/home/me/easel/resources');
  const odd = '/home/me/app.asar/copy';
  expect(from(`${odd}/main/studio/places.ts`)).toBe(`${odd}/resources`);
});
