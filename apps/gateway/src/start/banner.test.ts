import { expect, test } from 'vitest';
import { banner } from './banner.ts';

const facts = {
  url: 'http://127.0.0.1:7411',
  version: '1.2.3',
  home: '/home/a/.hearth',
  key: 'hk_secret',
  chatModel: 'demo-chat',
  demo: true,
  warnings: ['No Ollama answers.'],
  color: false,
};

test('it shows the address, the key and every warning, and no colour where none is wanted', () => {
  const text = banner(facts);
  for (const part of [facts.url, 'hk_secret', 'No Ollama answers.', '/home/a/.hearth'])
    expect(text).toContain(part);
  expect(text).not.toContain('\u001b');
  expect(banner({ ...facts, color: true })).toContain('\u001b');
});

test('a later start shows no key, and its snippets read it from the environment', () => {
  const text = banner({ ...facts, key: undefined });
  expect(text).not.toContain('shown this once');
  expect(text).toContain('Bearer $HEARTH_API_KEY');
  expect(text).toContain("process.env['HEARTH_API_KEY']");
});
