/** The messages of an error answer, as data. Field numbers are those of `google.rpc` and `google.protobuf`. */
import { many, one } from './field.js';

export const RPC = {
  RpcStatus: { code: one(1, 'int32'), message: one(2, 'string'), details: many(3, 'RpcDetail') },
  /** `google.protobuf.Any`. */
  RpcDetail: { typeUrl: one(1, 'string'), value: one(2, 'bytes') },
  RetryInfo: { retryDelay: one(1, 'RpcDuration') },
  RpcDuration: { seconds: one(1, 'int64'), nanos: one(2, 'int32') },
} as const;
