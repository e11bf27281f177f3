using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>What a log of alerts says of one of them: whether its chain holds, and whether its lines are those that were found again.</summary>
/// <param name="Lines">Lines that hold.</param>
/// <param name="Head">Hash of the last of them.</param>
/// <param name="Broken">What is wrong with the line behind them; null where nothing is.</param>
/// <param name="Reproduced">Whether the log has the states of the alert byte for byte as they were found again.</param>
internal sealed record ChainProof(long Lines, string Head, string? Broken, bool Reproduced)
{
    /// <summary>The rule, for whoever checks it with other tools.</summary>
    public const string Rule = "hash = SHA-256 of 'crane-alert-v1' LF prev LF seq LF and the line without its chain member; the first prev is 64 zeros";

    /// <exception cref="UnusableException">The log cannot be read.</exception>
    public static ChainProof Of(string path, FoundAlert found)
    {
        byte[] log;
        try
        {
            log = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{path}: the alerts cannot be read: {e.Message}");
        }

        var chain = new AlertChain();
        int reproduced = 0;
        foreach (var range in log.AsSpan().Split((byte)'\n'))
        {
            var line = log.AsSpan(range);
            if (line.IsEmpty && range.Start.Value == log.Length) break;
            if (!chain.Follows(line, out string? why)) return new(chain.Sequence, chain.Head, why, false);
            if (reproduced < found.States.Count && line.SequenceEqual(found.States[reproduced].Line.AsSpan()[..^1])) reproduced++;
        }

        string? cut = log is [.., not (byte)'\n'] ? "it has no line end: the log was cut off" : null;
        return new(chain.Sequence, chain.Head, cut, reproduced == found.States.Count);
    }
}
