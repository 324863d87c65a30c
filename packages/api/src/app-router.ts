import { adminRouter } from './routers/admin.ts';
import { chatRouter } from './routers/chat.ts';
import { embedRouter } from './routers/embed.ts';
import { router } from './trpc.ts';

/** The one router. Both surfaces and the typed client are made from it. */
export const appRouter = router({ chat: chatRouter, embed: embedRouter, admin: adminRouter });

export type AppRouter = typeof appRouter;
