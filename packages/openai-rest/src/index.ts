export { docsPage } from './docs-page.ts';
export { routeName } from './match-route.ts';
export { openApiDocument } from './openapi.ts';
export type { RestAnswer, RestOutcome, RestRequest, RestStream, RestText } from './rest.ts';
export { errorAnswer, handleRest } from './rest-handler.ts';
export { routes } from './routes.ts';
