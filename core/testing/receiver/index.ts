/** The strict OTLP receiver: what tests, and `codexotel sink`, may use of it. */
export type { Answer, AnswerDetails, PendingRequest, ScriptedAnswer } from './answers.js';
export type { Listener } from './journal.js';
export type {
  Attribute,
  Attributes,
  PlainValue,
  ReceivedBuckets,
  ReceivedLog,
  ReceivedMetric,
  ReceivedPoint,
  ReceivedRecord,
  ReceivedScope,
  ReceivedSpan,
  ReceivedSpanEvent,
  ReceivedSpanLink,
  RecordOrigin,
  Signal,
  Transport,
  ValueType,
} from './records.js';
export type { ReceivedRequest, RefusedRequest, RequestFacts, SentAnswer } from './requests.js';
export { type Receiver, type ReceiverOptions, startReceiver } from './start-receiver.js';
export { type Line, toLine } from './to-line.js';
export type { Arrived, Goal } from './wait.js';
