export { type AppRouter, appRouter } from './app-router.ts';
export type { Context, RequestFacts } from './context.ts';
export { parseMaxWait } from './model-call.ts';
export type {
  Access,
  Actor,
  AnswerFacts,
  ChatCalls,
  EmbedCalls,
  Keys,
  ModelCall,
  Models,
  Principal,
  Services,
  Surface,
  SystemState,
  UsageReports,
} from './services.ts';
export { toHearthError } from './to-hearth-error.ts';
export { toTrpcError } from './trpc.ts';
