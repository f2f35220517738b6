/** What a span may say of itself: our own keys and a list of semantic conventions; every other attribute is content and stays. */
import { declareEvent } from './define.js';
import { fact } from './field.js';

/** The name under which hooks and routes see spans; no event can have it, since event names have a dot. */
export const spanRecordName = 'span';

/** The field that holds the name of a span. */
export const spanNameField = 'otel.name';

/** Keys of ours, and of the crate, by their wire names. */
export const spanKeys = {
  [spanNameField]: fact.string,
  'conversation.id': fact.string,
  'app.version': fact.string,
  auth_mode: fact.oneOf('ApiKey', 'Chatgpt'),
  'terminal.type': fact.string,
  model: fact.string,
  slug: fact.string,
  'turn.id': fact.string,
  tool_name: fact.string,
  tool_namespace: fact.string,
  call_id: fact.string,
  success: fact.boolean,
  endpoint: fact.string,
  attempt: fact.int,
  from: fact.string,
  'codex.usage.reasoning_output_tokens': fact.int,
  'codex.usage.total_tokens': fact.int,
} as const;

/** OpenTelemetry's semantic conventions that name things, count and measure; none of them holds text of a person or names a host. */
export const semanticConventions = {
  'error.type': fact.string,
  'gen_ai.conversation.id': fact.string,
  'gen_ai.operation.name': fact.string,
  'gen_ai.output.type': fact.string,
  'gen_ai.provider.name': fact.string,
  'gen_ai.request.max_tokens': fact.int,
  'gen_ai.request.model': fact.string,
  'gen_ai.request.temperature': fact.double,
  'gen_ai.response.id': fact.string,
  'gen_ai.response.model': fact.string,
  'gen_ai.system': fact.string,
  'gen_ai.tool.call.id': fact.string,
  'gen_ai.tool.name': fact.string,
  'gen_ai.tool.type': fact.string,
  'gen_ai.usage.cache_read.input_tokens': fact.int,
  'gen_ai.usage.input_tokens': fact.int,
  'gen_ai.usage.output_tokens': fact.int,
  'http.request.body.size': fact.int,
  'http.request.method': fact.string,
  'http.request.resend_count': fact.int,
  'http.response.body.size': fact.int,
  'http.response.status_code': fact.int,
  'network.protocol.name': fact.string,
  'network.protocol.version': fact.string,
  'network.transport': fact.string,
  'process.exit.code': fact.int,
  'rpc.grpc.status_code': fact.int,
  'rpc.method': fact.string,
  'rpc.service': fact.string,
  'rpc.system': fact.string,
  'server.port': fact.int,
  'url.scheme': fact.string,
} as const;

/** The declaration of every span: on the trace lane only, with what its session knows among its own fields. */
export const spanRecord = declareEvent({ ...spanKeys, ...semanticConventions }, { tail: 'none', lanes: ['trace'] });

/** Facts of a session that its span repeats; spans below it repeat the first alone. */
export const sessionFactsOnSpans = [
  'conversation.id',
  'app.version',
  'auth_mode',
  'terminal.type',
  'model',
  'slug',
] as const satisfies ReadonlyArray<keyof typeof spanKeys>;
