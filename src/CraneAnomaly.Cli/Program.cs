using System.CommandLine;
using CraneAnomaly.Cli;
using CraneAnomaly.Cli.Commands;

// Results go to standard output; everything said to a person goes to standard error.
var root = new RootCommand("Reads crane network traffic and says whether somebody else is in command.")
{
    RecordsCommand.Create(),
    InventoryCommand.Create(),
    LearnCommand.Create(),
    DetectCommand.Create(),
    WatchCommand.Create(),
    ExplainCommand.Create(),
    AckCommand.Create(),
    EvidenceCommand.Create(),
    VerifyCommand.Create(),
    BaselineCommand.Create(),
    EvaluateCommand.Create(),
    ScoreCommand.Create(),
    SimulateCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
    string named = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
    Console.Error.WriteLine($"Run 'crane-anomaly{named} --help' for usage.");
    return ExitCode.Usage;
}

try
{
    // Signals keep their usual effect: a read from a silent standard input could not be cancelled otherwise.
    return parsed.Invoke(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (UnusableException unusable)
{
    Console.Error.WriteLine(unusable.Message);
    return ExitCode.Unusable;
}
catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(fault.Message);
    return ExitCode.Unusable;
}
catch (Exception fault)
{
    Console.Error.WriteLine($"internal error: {fault}");
    return ExitCode.Internal;
}
