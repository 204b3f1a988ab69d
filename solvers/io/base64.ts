/** A multiple of 3, so that parts can be joined. */
const PART = 3 * 8192;

/** Bytes as base64, with `=` at the end. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += PART) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PART))));
  }
  return parts.join('');
}
