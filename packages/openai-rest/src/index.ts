export { docsPage } from './docs-page.ts';
export { openApiDocument } from './openapi.ts';
export type { RestAnswer, RestRequest, RestStream, RestText, RoutedAnswer } from './rest.ts';
export { errorAnswer, handleRest } from './rest-handler.ts';
export { routes } from './routes.ts';
