/** The text on one line, cut between words. */
export function shorten(text: string, limit = 80): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= limit) return line;
  const room = line.slice(0, limit);
  return `${room.slice(0, Math.max(room.lastIndexOf(' '), limit / 2)).toWellFormed()}…`;
}
