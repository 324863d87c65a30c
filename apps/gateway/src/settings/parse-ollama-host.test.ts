import { expect, test } from 'vitest';
import { parseOllamaHost } from './parse-ollama-host.ts';

/** Ollama's own table (envconfig/config_test.go `TestHost`), as the URL to call: the scheme's own port is left out. */
const asOllamaReadsIt: readonly (readonly [string, string])[] = [
  ['', 'http://127.0.0.1:11434'],
  ['1.2.3.4', 'http://1.2.3.4:11434'],
  [':1234', 'http://127.0.0.1:1234'],
  ['1.2.3.4:1234', 'http://1.2.3.4:1234'],
  ['example.com', 'http://example.com:11434'],
  ['example.com:1234', 'http://example.com:1234'],
  ['[::1]', 'http://[::1]:11434'],
  ['::1', 'http://[::1]:11434'],
  ['[::1]:1337', 'http://[::1]:1337'],
  [' 1.2.3.4 ', 'http://1.2.3.4:11434'],
  ['"1.2.3.4"', 'http://1.2.3.4:11434'],
  [' " 1.2.3.4 " ', 'http://1.2.3.4:11434'],
  ["'1.2.3.4'", 'http://1.2.3.4:11434'],
  ['http://1.2.3.4', 'http://1.2.3.4'],
  ['http://1.2.3.4:4321', 'http://1.2.3.4:4321'],
  ['https://1.2.3.4', 'https://1.2.3.4'],
  ['https://1.2.3.4:4321', 'https://1.2.3.4:4321'],
  ['https://example.com/ollama', 'https://example.com/ollama'],
  ['http://example.com:11434/', 'http://example.com:11434'],
  ['example.com/behind/proxy/', 'http://example.com:11434/behind/proxy'],
  ['ollama.com', 'https://ollama.com'],
  ['HTTP://example.com', 'http://example.com'],
  ['example.com:', 'http://example.com:11434'],
  ['http://example.com:80', 'http://example.com'],
  ['example.com:80', 'http://example.com'],
];

test.each(asOllamaReadsIt)('%j is %s', (text, url) => {
  expect(parseOllamaHost(text)).toBe(url);
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
  ['http://0.0.0.0:11434', 'http://127.0.0.1:11434'],
  ['[::]', 'http://[::1]:11434'],
  ['::', 'http://[::1]:11434'],
])('%j, where a server listens everywhere, is reached at loopback', (text, url) => {
  expect(parseOllamaHost(text)).toBe(url);
});

test.each([
  ':66000',
  ':-1',
  'example.com:port',
  '11434',
  'ftp://example.com',
  'unix:///run/ollama.sock',
  'http://user:secret@example.com',
  'two hosts',
  'example.com?x=1',
  '[::1',
])('%j is refused: Ollama would guess', (text) => {
  expect(parseOllamaHost(text)).toBeUndefined();
});
