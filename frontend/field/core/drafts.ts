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

/** A draft as it is kept; `to` is the page it is filled in on. */
interface Kept<T> {
  draft: 2;
  at: number;
  to: string;
  form: T;
}

const open = new Set<() => Promise<void>>();

/** Put down every form that is open: before another release takes over. */
export async function saveAll(): Promise<void> {
  await Promise.all([...open].map((save) => save()));
}

/** Releases before this one kept the bare form. */
function unpack<T>(kept: T | Kept<T>): Partial<T> {
  return (kept as Kept<T>).draft === 2 ? (kept as Kept<T>).form : (kept as T);
}

export function useDraft<T extends object>(name: string, initial: T, to = name): Draft<T> {
  const form = reactive(structuredClone(initial)) as T;
  const ready = ref(false);
  const found = ref(false);
  const saved = ref(true);
  let timer = 0;
  let gone = false;

  async function save(): Promise<void> {
    clearTimeout(timer);
    if (!isOpen() || gone || saved.value) return;
    await box().put("draft", name, { draft: 2, at: Date.now(), to, form } satisfies Kept<T>);
    saved.value = true;
  }

  async function drop(): Promise<void> {
    gone = true;
    clearTimeout(timer);
    await box().remove("draft", name);
  }

  void box().get<T | Kept<T>>("draft", name).then((kept) => {
    if (kept) {
      Object.assign(form, unpack(kept));
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
  open.add(save);
  document.addEventListener("visibilitychange", leave);
  addEventListener("pagehide", leave);
  onBeforeUnmount(() => {
    open.delete(save);
    document.removeEventListener("visibilitychange", leave);
    removeEventListener("pagehide", leave);
    void save();
  });
  return { form, ready, found, saved, drop, save };
}

/** One line of the list of drafts. */
export interface Begun {
  name: string;
  to: string;
  at: number;
  form: Record<string, unknown>;
}

/** Every form that was begun and not sent, the last one first. */
export async function begun(): Promise<Begun[]> {
  const all = await box().entries<Record<string, unknown> | Kept<Record<string, unknown>>>("draft");
  const found = all.map(([name, kept]) => {
    const known = kept["draft"] === 2 ? (kept as Kept<Record<string, unknown>>) : null;
    return { name, to: known?.to ?? name, at: known?.at ?? 0, form: unpack(kept) as Record<string, unknown> };
  });
  return found.sort((one, other) => other.at - one.at);
}

export async function dropDraft(name: string): Promise<void> {
  await box().remove("draft", name);
}
