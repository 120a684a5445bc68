import { reactive } from "vue";

/** What was looked for last: still there when one comes back from a household. */
export const search = reactive({ text: "" });
