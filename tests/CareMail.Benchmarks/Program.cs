await Console.Out.WriteLineAsync("benchmarks: none yet");
