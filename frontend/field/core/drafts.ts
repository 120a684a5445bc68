// Forms half filled in: kept sealed a moment after each keystroke, until they are sent or thrown away.
import { onBeforeUnmount, reactive, ref, watch, type Ref } from "vue";
import { box, isOpen } from "./session.ts";

const SETTLE = 200;

export interface Draft<T> {
  form: T;
  ready: Ref<boolean>;
  /** Whether it was begun before and found again. */
  found: Ref<boolean>;
  saved: Ref<boolean>;
  drop(): Promise<void>;
  save(): Promise<void>;
}

export function useDraft<T extends object>(name: string, initial: T): Draft<T> {
  const form = reactive(structuredClone(initial)) as T;
  const ready = ref(false);
  const found = ref(false);
  const saved = ref(true);
  let timer = 0;
  let gone = false;

  async function save(): Promise<void> {
    clearTimeout(timer);
    if (!isOpen() || gone || saved.value) return;
    await box().put("draft", name, form);
    saved.value = true;
  }

  async function drop(): Promise<void> {
    gone = true;
    clearTimeout(timer);
    await box().remove("draft", name);
  }

  void box().get<T>("draft", name).then((kept) => {
    if (kept) {
      Object.assign(form, kept);
      found.value = true;
    }
    ready.value = true;
    watch(form, () => {
      saved.value = false;
      clearTimeout(timer);
      timer = setTimeout(() => void save(), SETTLE);
    }, { deep: true });
  });
  const leave = (): void => void save();
  document.addEventListener("visibilitychange", leave);
  addEventListener("pagehide", leave);
  onBeforeUnmount(() => {
    document.removeEventListener("visibilitychange", leave);
    removeEventListener("pagehide", leave);
    void save();
  });
  return { form, ready, found, saved, drop, save };
}
