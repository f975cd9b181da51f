/** A promise of its own each time: what waits for it can be forgotten with it. */
const never = (): Promise<never> => new Promise(() => undefined);

/** The life of a simulated process. After its end nothing that it still does reaches the world, and nothing of the world reaches it. */
export class ProcessLife {
  isOver = false;

  /** Kills the process, wherever it is. */
  end(): void {
    this.isOver = true;
  }

  /** Something of the world outside, as the process reaches it; `instead` stands for some of its methods. */
  reach<Outside extends object>(outside: Outside, instead: Partial<Outside> = {}): Outside {
    return new Proxy(outside, {
      get: (target, name) => {
        const own: unknown = Reflect.get(instead, name);
        const value: unknown = own ?? Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => (this.isOver ? never() : this.#hold(Reflect.apply(value, target, given)));
      },
    });
  }

  #hold(answer: unknown): unknown {
    if (answer instanceof Promise) return answer.then(this.#pass, this.#fail);
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer)
      return this.#holdAll(answer as AsyncIterable<unknown>);
    return answer;
  }

  async *#holdAll(answers: AsyncIterable<unknown>): AsyncGenerator {
    for await (const answer of answers) yield await this.#pass(answer);
  }

  readonly #pass = <Answer>(answer: Answer): Answer | Promise<never> => (this.isOver ? never() : answer);

  readonly #fail = async (error: unknown): Promise<never> => {
    if (this.isOver) await never();
    throw error;
  };
}
