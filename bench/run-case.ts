/** Runs one benchmark in this process and prints its figure as JSON: `node run-case.js emit full`. */
import { cases } from './cases.js';

const [name = '', form] = process.argv.slice(2);
const found = cases[name];
if (!found) throw new Error(`bench: there is no benchmark "${name}"; there are ${Object.keys(cases).join(', ')}`);
const figure = await found.run(form === 'smoke' ? 'smoke' : 'full');
process.stdout.write(`${JSON.stringify(figure)}\n`);
