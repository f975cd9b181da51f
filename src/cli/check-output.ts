import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../kernel/errors.ts';

/** Refuses a file that cannot be written, before the work whose result it is to hold is done. Errors: `OUTPUT_UNWRITABLE`. */
export function checkOutput(file: string): void {
  const folder = dirname(file);
  const refuse = (what: string): never => fail('OUTPUT_UNWRITABLE', what, { where: file });
  if (!existsSync(folder)) refuse(`there is no folder ${folder}`);
  if (existsSync(file) && statSync(file).isDirectory()) refuse('this is a folder, not a file');
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    refuse(`${folder} is no folder that this user may write to`);
  }
}
