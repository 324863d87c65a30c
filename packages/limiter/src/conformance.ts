import { describe } from 'vitest';
import { boundTests } from './conformance/bound.ts';
import { leaseTests } from './conformance/lease.ts';
import { queueTests } from './conformance/queue.ts';
import type { CreateSubject } from './conformance/subject.ts';

export type { CreateSubject, Subject, SubjectOptions } from './conformance/subject.ts';

/** The promises of the admission port as tests. Every adapter runs them; `createSubject` makes a fresh one for each test. */
export function limiterConformance(name: string, createSubject: CreateSubject): void {
  describe(`the admission port: ${name}`, () => {
    boundTests(createSubject);
    queueTests(createSubject);
    leaseTests(createSubject);
  });
}
