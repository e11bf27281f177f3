using System.CommandLine;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>explain</c>: why there was an alert, in words, out of the lines that <c>detect</c> wrote.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The id of the alert, or the beginning of it." };
        var alerts = new Option<string>("--alerts")
        {
            Description = "The file of alerts that detect wrote (ndjson); standard input by default.",
            DefaultValueFactory = _ => "-",
        };
        var command = new Command("explain", "Says why there was an alert: what was seen, what was expected, what else it could be.")
        {
            id, alerts,
        };
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetRequiredValue(id), path = parsed.GetRequiredValue(alerts);
            using var found = AlertLines.Find(path, wanted);
            Console.Out.Write(AlertText.Of(found.RootElement));
            return ExitCode.Done;
        });
        return command;
    }
}
