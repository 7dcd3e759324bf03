// Texts that try to become script: every common way in, in every common wrapping.

const RUN = 'globalThis.__pwned=1';

const WAYS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}">`,
  `<svg><script>${RUN}</script></svg>`,
  `<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>`,
  `<a href="javascript:${RUN}" autofocus onfocus="${RUN}">x</a>`,
  `<input autofocus onfocus="${RUN}">`,
  `<details open ontoggle="${RUN}">`,
  `<video><source onerror="${RUN}"></video>`,
  `<body onload="${RUN}">`,
  `<math><mtext><style><img src=x onerror="${RUN}">`,
  `<style>@import "javascript:${RUN}";</style>`,
  `<object data="javascript:${RUN}"></object>`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN}">`,
  `<template><script>${RUN}</script></template>`,
  `javascript:${RUN}`,
  `{{constructor.constructor('${RUN}')()}}`,
  `\${${RUN}}`,
  `<%= ${RUN} %>`,
  `{@html '<img src=x onerror=${RUN}>'}`,
];

const WRAPPINGS: ((way: string) => string)[] = [
  (way) => way,
  (way) => `">${way}`,
  (way) => `'>${way}`,
  (way) => `</textarea></title></style></script>${way}`,
  (way) => `-->${way}<!--`,
  (way) => `]]>${way}`,
  (way) => way.replace(/</g, '\u003c').replace(/script/g, 'ScRiPt'),
  (way) => way.replace(/ /g, '\u000c'),
  (way) => `\u202e${way}`,
  (way) => `name ${way} – plant 7`,
  (way) => way.replace(/"/g, '`'),
  (way) => `<<${way}//<`,
  (way) => `&lt;b&gt;${way}`,
  (way) => encodeURIComponent(way),
  (way) => `\\";${RUN};//${way}`,
];

/** `count` different texts, at most 300. */
export function scripts(count: number): string[] {
  const all = WRAPPINGS.flatMap((wrap) => WAYS.map(wrap));
  return all.slice(0, count);
}
