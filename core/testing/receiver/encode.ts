/** The bodies of answers, in either encoding, written by the library from the same schema. */
import { create, toBinary, toJsonString } from '@bufbuild/protobuf';
import type { Encoding } from './decode.js';
import type { Plan } from './plan.js';
import type { Signal } from './records.js';
import { descriptorOf } from './schema/descriptors.js';
import type { MessageName } from './schema/messages.js';
import { SIGNALS } from './signals.js';

function encode(name: MessageName, fields: Record<string, unknown>, encoding: Encoding): Uint8Array {
  const descriptor = descriptorOf(name);
  const message = create(descriptor, fields);
  return encoding === 'json' ? Buffer.from(toJsonString(descriptor, message)) : toBinary(descriptor, message);
}

/** The response message of a success, with its partial success if the plan has one. */
export function encodeResponse(signal: Signal, plan: Plan, encoding: Encoding): Uint8Array {
  const { response, rejectedField } = SIGNALS[signal];
  const fields =
    plan.kind === 'partial'
      ? { partialSuccess: { [rejectedField]: BigInt(plan.rejected), errorMessage: plan.message } }
      : {};
  return encode(response, fields, encoding);
}

/** A google.rpc.Status, as OTLP wants it in the body of an HTTP error. */
export function encodeStatus(code: number, message: string, encoding: Encoding): Uint8Array {
  return encode('RpcStatus', { code, message }, encoding);
}

/** A google.rpc.Status that holds a google.rpc.RetryInfo, for the trailers of a gRPC error. */
export function encodeRetryInfo(code: number, message: string, retryDelayMs: number): Uint8Array {
  const seconds = BigInt(Math.floor(retryDelayMs / 1000));
  const nanos = (retryDelayMs % 1000) * 1_000_000;
  const value = encode('RetryInfo', { retryDelay: { seconds, nanos } }, 'protobuf');
  const details = [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value }];
  return encode('RpcStatus', { code, message, details }, 'protobuf');
}
