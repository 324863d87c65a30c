import { type Content, type ContentPart, HearthError } from '@hearth/wire';

type ImagePart = Extract<ContentPart, { type: 'image_url' }>;

const dataUri = /^data:(?:image\/(?:jpeg|jpg|png|webp))?;base64,/i;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The raw base64 that Ollama takes. Its decoder wants padding (Go `base64.StdEncoding`). */
function imageData(part: ImagePart, where: string): string {
  const url = typeof part.image_url === 'string' ? part.image_url : part.image_url.url;
  const param =
    typeof part.image_url === 'string' ? `${where}.image_url` : `${where}.image_url.url`;
  const prefix = dataUri.exec(url)?.[0];
  if (prefix === undefined) {
    const message = `'${param}' must be a data URI such as 'data:image/png;base64,…' with a jpeg, png or webp image: Hearth does not fetch images from other places.`;
    throw new HearthError('invalid_value', message, { param });
  }
  const data = url.slice(prefix.length);
  if (data.length % 4 === 0 && base64.test(data)) return data;
  throw new HearthError('invalid_value', `'${param}' is not valid base64.`, { param });
}

interface FlatContent {
  readonly text: string;
  readonly images: readonly string[];
}

/**
 * The parts of one message as one text and its images. Texts are joined by an empty line, as Ollama itself joins neighbouring
 * messages of one role (template/template.go `collate`) and so the parts of a message on its own `/v1`: the model reads the
 * same prompt either way.
 */
export function flattenContent(content: Content | null | undefined, where: string): FlatContent {
  if (content === null || content === undefined) return { text: '', images: [] };
  if (typeof content === 'string') return { text: content, images: [] };
  const texts: string[] = [];
  const images: string[] = [];
  for (const [index, part] of content.entries()) {
    if (part.type === 'text') texts.push(part.text);
    else images.push(imageData(part, `${where}.content[${index}]`));
  }
  return { text: texts.join('\n\n'), images };
}

/** Where the first image stands, as OpenAI writes it. */
export function firstImage(
  messages: readonly { content?: Content | null | undefined }[],
): string | undefined {
  for (const [index, { content }] of messages.entries()) {
    if (!Array.isArray(content)) continue;
    const at = content.findIndex((part) => part.type === 'image_url');
    if (at !== -1) return `messages[${index}].content[${at}].image_url`;
  }
  return undefined;
}
