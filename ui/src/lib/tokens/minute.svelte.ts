import { createSubscriber } from 'svelte/reactivity';
import { clockAt, REMIND_DAYS, untilNextMinute, type Clock } from './clock';

/** The days before an end that the person chose. */
let remindDays = $state.raw<readonly number[]>(REMIND_DAYS);

/** Takes in what the person chose. */
export function remindBefore(days: readonly number[]): void {
  if (days.join() !== remindDays.join()) remindDays = days;
}

const subscribe = createSubscriber((update) => {
  let timer: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    timer = setTimeout(
      () => {
        update();
        wait();
      },
      // A little past the edge, so that what ends at the full minute has ended.
      untilNextMinute(Date.now()) + 50,
    );
  };
  wait();
  return () => clearTimeout(timer);
});

/** The clock, anew at every full minute for as long as something on the page reads it. */
export const minute = {
  get clock(): Clock {
    subscribe();
    return clockAt(Date.now(), remindDays);
  },
};
