/** What can be a proxy: an http or https URL whose credentials, if it has some, can be decoded. */
export function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  try {
    decodeURIComponent(`${username}:${password}`);
  } catch {
    return false;
  }
  return protocol === 'http:' || protocol === 'https:';
}
