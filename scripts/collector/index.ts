/** Prints the path of a Collector to test against, building it where it must; leaves with 2, and says why, where there is none. */
import { obtainCollector } from './obtain.js';

const obtained = await obtainCollector((line) => process.stderr.write(`collector: ${line}\n`));
if ('path' in obtained) process.stdout.write(`${obtained.path}\n`);
else {
  process.stderr.write(`collector: ${obtained.missing}\n`);
  process.exitCode = 2;
}
