import type { ModelInput } from './define-model.ts';

/** What a first-time user meets before any real model is installed. */
export const demoModels: readonly ModelInput[] = [
  { name: 'demo-chat:latest', capabilities: ['completion', 'tools'], voice: 'demo' },
  { name: 'demo-embed:latest', capabilities: ['embedding'] },
];
