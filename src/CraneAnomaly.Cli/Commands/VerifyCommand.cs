using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>verify</c>: whether a log of alerts is as it was written.</summary>
internal static class VerifyCommand
{
    // An alert is some kilobytes; what is longer by far is none.
    private const int LongestLine = 16 * 1024 * 1024;

    public static Command Create()
    {
        var alerts = new Argument<string>("ALERTS") { Description = "The file of alerts that detect wrote (ndjson), or - for standard input." };
        var command = new Command("verify", "Checks the hash chain of a log of alerts: exit 1 when a line was changed, added or taken out.") { alerts };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(alerts), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string path, CancellationToken cancellation)
    {
        await using var stream = Open(path);
        var reader = PipeReader.Create(stream);
        var chain = new AlertChain();
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (!Check(chain, rest.Slice(0, end), path)) return ExitCode.Alerts;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > LongestLine) throw new UnusableException($"{path}: line {chain.Sequence + 1} is longer than {LongestLine} bytes: it is no alert.");
            if (read.IsCompleted)
            {
                if (!rest.IsEmpty) return Broken(path, chain, "it has no line end: the log was cut off");
                break;
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }

        if (chain.Sequence == 0) throw new UnusableException($"{path}: it holds no alerts.");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chain.Sequence:N0} lines, unbroken; head {chain.Head}"));
        return ExitCode.Done;
    }

    private static bool Check(AlertChain chain, ReadOnlySequence<byte> line, string path)
    {
        if (chain.Follows(line.ToArray(), out string? why)) return true;
        Broken(path, chain, why!);
        return false;
    }

    private static int Broken(string path, AlertChain chain, string why)
    {
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{path}: the chain is broken at line {chain.Sequence + 1}: {why}; the {chain.Sequence:N0} lines before it hold, head {chain.Head}"));
        return ExitCode.Alerts;
    }

    private static Stream Open(string path)
    {
        try
        {
            return path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the alerts cannot be read: {e.Message}");
        }
    }
}
