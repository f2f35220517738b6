/** Bytes that are no request at all, written down as a refused one. */
import type { ReceivedRequest } from './requests.js';

/** Makes the entry; `status` is what was answered, if anything was. */
export function toNoise(transport: 'http' | 'grpc', reason: string, at: number, status?: number): ReceivedRequest {
  return {
    transport,
    path: '',
    headers: {},
    bytes: new Uint8Array(0),
    gzip: false,
    at,
    records: [],
    answer: { kind: 'refused', ...(status !== undefined && { status }) },
    refusedReason: reason,
  };
}
