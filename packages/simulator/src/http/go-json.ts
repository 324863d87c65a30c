const escaped = /[<>&\u2028\u2029]/g;

/** JSON as Go's encoder writes it: characters that HTML could read are escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(escaped, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
