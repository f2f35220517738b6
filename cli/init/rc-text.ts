/** The text of a new rc file: every setting with what it does, and those that were not asked about as comments. */
import { type Setting, settings, valueByDefault } from '../../core/config/index.js';
import { toFlow, toYaml } from './yaml.js';

/** The keys and values of the `otel` table. */
export type OtelTable = Readonly<Record<string, unknown>>;

/** What stands above the settings. */
const head = `# codexotel: what is told, and to whom. YAML; JSON is read as well.
# \${NAME} stands for a variable of the environment, \${NAME:-default} has a default, and $\${ is a literal \${.
# To switch everything off, write enabled: false, or set CODEXOTEL_DISABLED=1, OTEL_SDK_DISABLED=true or DO_NOT_TRACK=1.
`;

const schemaLine = '# yaml-language-server: $schema=./node_modules/codexotel/schema/codexotelrc.schema.json\n';

const besidesEndpoint = `  # Headers and TLS stand beside the endpoint; a secret comes from the environment:
  #   headers: { authorization: "Bearer \${OTLP_TOKEN}" }
  #   tls: { ca-certificate: "certs/ca.pem" }
`;

/** Makes the text. `isOfProgram`: it lies beside a \`node_modules\`, in which an editor finds the schema. */
export function writeRcText(otel: OtelTable, isOfProgram: boolean): string {
  const rows: ReadonlyArray<[path: string, setting: Setting]> = Object.entries(settings);
  const inOtel = rows.filter(([path]) => path.startsWith('otel.')).map(([path, row]) => writeOtelRow(path, row, otel));
  const others = ['plugins', 'queue', 'deadlines', 'limits'].map((table) => writeComments(table, rows));
  const routes = `# ${settings.routes.does}\n# routes: ${settings.routes.byDefault}\n`;
  return [(isOfProgram ? schemaLine : '') + head, `otel:\n${inOtel.join('\n')}`, ...others, routes].join('\n');
}

/** A switch and an exporter always stand there; what else nobody said is a comment. */
function writeOtelRow(path: string, { does }: Setting, otel: OtelTable): string {
  const [key = '', inner] = path.split('.').slice(1);
  const isSaid = Object.hasOwn(otel, key);
  const standard = valueByDefault(path);
  const value = isSaid ? otel[key] : inner === undefined ? standard : { [inner]: standard };
  const isShown = isSaid || /^log_|exporter$/.test(key);
  const line = isShown ? `${key}:${toYaml(value, 4)}` : `# ${key}: ${toFlow(value)}`;
  return `  # ${does}\n${key === 'exporter' ? besidesEndpoint : ''}  ${line}\n`;
}

function writeComments(table: string, rows: ReadonlyArray<[path: string, setting: Setting]>): string {
  const lines = rows.flatMap(([path, { does }]) => {
    const [first, key] = path.split('.');
    return first === table && key !== '*' ? [`#   ${key}: ${toFlow(valueByDefault(path))}  # ${does}\n`] : [];
  });
  return `# ${table}:\n${lines.join('')}`;
}
