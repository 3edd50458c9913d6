using CareMail.Benchmarks;

var options = new Options(args);
Func<Options, Task>? run = args.FirstOrDefault() switch
{
    "inbound" => Inbound.RunAsync,
    "append" => Append.RunAsync,
    "fetch" => Fetch.RunAsync,
    "idle" => Idle.RunAsync,
    "start" => Start.RunAsync,
    "registers" => RegisterImports.RunAsync,
    "eligibility" => Decisions.RunAsync,
    "pages" => Pages.RunAsync,
    "directory" => DirectoryLookups.RunAsync,
    "bulk" => BulkPeople.RunAsync,
    "hygiene" => HygieneRounds.RunAsync,
    _ => null,
};
if (run is null)
{
    await Console.Error.WriteLineAsync(
        """
        Measures CareMail against Debian's Postfix and Dovecot on this machine, as root:
          inbound [--messages 3000] [--connections 8] [--rounds 3] [--alone 1: CareMail only]
          append  [--messages 4000] [--connections 4] [--rounds 3]
          fetch   [--messages 50000] [--rounds 3]
          idle    [--connections 100] [--messages 50]
          start   [--rounds 3]
          registers [--sites 32000] [--headquarters 19000] [--write FOLDER: only the files]
          pages   [--times 300] [--endings 20]
          directory [--people 2000000] [--database CONNECTION: PostgreSQL]
          bulk    [--people 100000] [--database CONNECTION: PostgreSQL]
          hygiene [--people 2000000] [--database CONNECTION: PostgreSQL]
          eligibility [--sites 32000] [--headquarters 19000] [--rate 500] [--seconds 20]
        Each takes --program PATH to measure another build, a published one say.
        """
    );
    return 2;
}

await run(options);
return 0;
