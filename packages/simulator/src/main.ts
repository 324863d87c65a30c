import { help, readCommandLine } from './command-line.ts';
import { createSimulator } from './simulator.ts';

/** Runs the simulator until SIGTERM or SIGINT. Resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const command = readCommandLine(args);
  if (command.kind === 'help') {
    process.stdout.write(help);
    return 0;
  }
  if (command.kind === 'wrong') {
    process.stderr.write(`${command.message}\n\n${help}`);
    return 2;
  }
  try {
    await using simulator = createSimulator(command.options);
    const { url } = await simulator.listen(command);
    process.stdout.write(`Simulated Ollama on ${url}\n`);
    await stopSignal();
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
