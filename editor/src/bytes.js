// Bytes as base 64 and back.
export function coded(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export function bytes(text) {
  const found = atob(text);
  const result = new Uint8Array(found.length);
  for (let at = 0; at < found.length; at += 1) result[at] = found.charCodeAt(at);
  return result;
}
