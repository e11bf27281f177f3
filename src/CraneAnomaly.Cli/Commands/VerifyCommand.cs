using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using CraneAnomaly.Cli.Delivering;
using CraneAnomaly.Sinks.Anchors;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Cli.Commands;

/// <summary><c>verify</c>: whether a log of alerts is as it was written.</summary>
internal static class VerifyCommand
{
    // An alert is some kilobytes; what is longer by far is none.
    private const int LongestLine = 16 * 1024 * 1024;

    public static Command Create()
    {
        var alerts = new Argument<string[]>("ALERTS")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "The file of alerts that detect wrote (ndjson), or - for standard input; of a log in several files all of them, the oldest first.",
        };
        var key = new Option<string?>("--key")
        {
            Description = "The public key (P-256, PEM) that belongs to --anchor-key: checks the signatures in FILE.anchors.",
        };
        var command = new Command("verify", "Checks the hash chain of a log of alerts and its anchors: exit 1 when a line was changed, added or taken out.") { alerts, key };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(alerts), parsed.GetValue(key), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string[] paths, string? keyPath, CancellationToken cancellation)
    {
        using var key = Delivery.ReadKey(keyPath);
        var anchors = ReadAnchors(paths, key, out string? why);
        if (why is not null) return Say(why);
        if (key is not null && anchors.Count == 0) throw new UnusableException($"{paths[^1]}{AlertDestination.AnchorSuffix}: there are no anchors to check with the key.");
        var chain = new AlertChain();
        var heads = anchors.ToLookup(anchor => anchor.Sequence, anchor => anchor.Head);
        foreach (string path in paths)
        {
            if (await CheckAsync(chain, path, heads, cancellation) is { } broken) return Say(broken);
        }

        if (chain.Sequence == 0 && anchors.Count == 0) throw new UnusableException($"{paths[0]}: it holds no alerts.");
        long last = anchors.Count == 0 ? 0 : anchors.Max(anchor => anchor.Sequence);
        if (last > chain.Sequence)
            return Say(string.Create(CultureInfo.InvariantCulture, $"{paths[^1]}: the log was cut off: an anchor stands at line {last:N0}, and it ends at line {chain.Sequence:N0}"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chain.Sequence:N0} lines, unbroken; head {chain.Head}") + Words(anchors, chain.Sequence - last, key));
        return ExitCode.Done;
    }

    private static string Words(List<AlertAnchor> anchors, long behind, ECDsa? key) => anchors.Count == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"; {anchors.Count:N0} anchors hold, the last at {behind:N0} lines before the end, ")
            + (key is null ? "their signatures not checked: name the public key with --key" : "signed with the key");

    private static List<AlertAnchor> ReadAnchors(string[] paths, ECDsa? key, out string? why)
    {
        List<AlertAnchor> anchors = [];
        why = null;
        foreach (string path in paths.Select(path => path + AlertDestination.AnchorSuffix).Where(File.Exists))
        {
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;
                var anchor = AlertAnchor.Parse(line);
                string? wrong = anchor is null ? "it is no anchor" : key is not null && !anchor.IsSignedBy(key) ? "it was not signed with this key" : null;
                if (wrong is not null)
                {
                    why = $"{path}: line {number}: {wrong}";
                    return anchors;
                }

                anchors.Add(anchor!);
            }
        }

        return anchors;
    }

    private static async Task<string?> CheckAsync(AlertChain chain, string path, ILookup<long, string> heads, CancellationToken cancellation)
    {
        await using var stream = Open(path);
        var reader = PipeReader.Create(stream);
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (!chain.Follows(rest.Slice(0, end).ToArray(), out string? why)) return Broken(path, chain, why!);
                if (heads[chain.Sequence].Any(head => head != chain.Head))
                    return string.Create(CultureInfo.InvariantCulture, $"{path}: the log was written anew: at line {chain.Sequence:N0} an anchor stands for another one");
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > LongestLine) throw new UnusableException($"{path}: line {chain.Sequence + 1} is longer than {LongestLine} bytes: it is no alert.");
            if (read.IsCompleted) return rest.IsEmpty ? null : Broken(path, chain, "it has no line end: the log was cut off");
            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private static string Broken(string path, AlertChain chain, string why) => string.Create(
        CultureInfo.InvariantCulture, $"{path}: the chain is broken at line {chain.Sequence + 1}: {why}; the {chain.Sequence:N0} lines before it hold, head {chain.Head}");

    private static int Say(string what)
    {
        Console.Out.WriteLine(what);
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
