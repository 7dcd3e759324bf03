const raw = 'Use a token of src/styles/tokens.css.';

/** @type {import('stylelint').Config} */
export default {
  extends: ['stylelint-config-standard'],
  plugins: ['stylelint-use-logical'],
  overrides: [
    { files: ['**/*.svelte'], customSyntax: 'postcss-html' },
    {
      files: ['src/styles/tokens.css'],
      rules: {
        'color-no-hex': null,
        'function-disallowed-list': null,
        'declaration-property-value-disallowed-list': null,
      },
    },
  ],
  rules: {
    'color-no-hex': [true, { message: raw }],
    'color-named': 'never',
    'function-disallowed-list': [
      ['rgb', 'rgba', 'hsl', 'hsla', 'oklch', 'oklab', 'lab', 'lch', 'color'],
      { message: raw },
    ],
    'declaration-property-value-disallowed-list': [{ 'font-size': ['/px/'], font: ['/px/'] }, { message: raw }],
    'csstools/use-logical': 'always',
    'custom-property-pattern': null,
    'selector-class-pattern': null,
    'no-descending-specificity': null,
    'import-notation': 'string',
    'declaration-empty-line-before': null,
    'custom-property-empty-line-before': null,
    'comment-empty-line-before': null,
    'rule-empty-line-before': null,
    'at-rule-empty-line-before': null,
    // WebKitGTK knows `user-select` and `appearance` with their prefix only.
    'property-no-vendor-prefix': null,
    'color-hex-length': 'long',
    'selector-pseudo-class-no-unknown': [true, { ignorePseudoClasses: ['global'] }],
  },
};
