// ESLint rule: every word that a person reads comes from `messages/`, so a template holds no literal text and
// no literal `aria-label`, `title`, `placeholder`, `alt` or `label`. Signs without a letter are fine.
const WORDS = /\p{L}{2,}/u;
const SPOKEN = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt',
  'label',
]);

export default {
  meta: { type: 'problem', schema: [], messages: { literal: 'Put “{{text}}” into messages/.' } },
  create(context) {
    const report = (node, text) =>
      context.report({ node, messageId: 'literal', data: { text: text.trim().slice(0, 40) } });
    return {
      SvelteText(node) {
        if (node.parent.type === 'SvelteScriptElement' || node.parent.type === 'SvelteStyleElement') return;
        if (WORDS.test(node.value)) report(node, node.value);
      },
      SvelteAttribute(node) {
        if (!SPOKEN.has(node.key.name)) return;
        for (const part of node.value) {
          if (part.type === 'SvelteLiteral' && WORDS.test(part.value)) report(part, part.value);
        }
      },
    };
  },
};
