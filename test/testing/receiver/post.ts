/** Posting to a receiver, and the answer as a test reads it. */

/** The answer to a post. */
export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Sent = Readonly<Record<string, string>>;

/** Posts JSON: an object is written as JSON, text and bytes go as they are. */
export async function postJson(url: string, body: unknown, headers: Sent = {}): Promise<Posted> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  return post(url, raw, { 'content-type': 'application/json', ...headers });
}

/** Posts protobuf. */
export const postProtobuf = (url: string, body: Uint8Array, headers: Sent = {}): Promise<Posted> =>
  post(url, body, { 'content-type': 'application/x-protobuf', ...headers });

async function post(url: string, body: string | Uint8Array, headers: Sent): Promise<Posted> {
  const response = await fetch(url, { method: 'POST', body: Buffer.from(body), headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
