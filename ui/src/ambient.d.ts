/** True in the build that carries the mock host. */
declare const __MOCK__: boolean;
