/** What a user's input holds: the text of all text items, and how many items of each kind. */

/** One item of a user's input; kinds that are not listed count in none. */
export type UserInput =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image' | 'local_image' | (string & {}) };

/** What a user said: one text, or the items of a mixed input. */
export type UserPrompt = { readonly text: string } | { readonly items: readonly UserInput[] };

/** The fields of `codex.user_prompt`. Throws where the input is of no usable form. */
export const fieldsOfPrompt = (prompt: UserPrompt) =>
  countInputs('items' in prompt ? prompt.items : [{ type: 'text', text: prompt.text }]);

/** Texts joined without a separator, and the counts. */
function countInputs(items: readonly UserInput[]) {
  const texts = items.flatMap((item) => ('text' in item && item.type === 'text' ? [item.text] : []));
  const countOf = (type: string) => items.filter((item) => item.type === type).length;
  return {
    prompt: texts.join(''),
    text_input_count: texts.length,
    image_input_count: countOf('image'),
    local_image_input_count: countOf('local_image'),
  };
}
