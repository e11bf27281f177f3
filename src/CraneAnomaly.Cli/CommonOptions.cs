using System.CommandLine;
using CraneAnomaly.Records;

namespace CraneAnomaly.Cli;

/// <summary>Options that every command which reads inputs has, with their checks.</summary>
internal static class CommonOptions
{
    public static Argument<string[]> Inputs() => new("INPUT")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Captures (pcap, pcapng, gzip of either): files, folders, globs, or - for standard input.",
    };

    public static Option<string?> Frames() => Checked("--frames",
        "Only these frames of each input, as A-B (1-based, both included); A- and -B leave an end open.",
        text => FrameRange.TryParse(text, out _) ? null : "--frames takes A-B, A- or -B with frame numbers from 1.");

    public static Option<string?> From() => Checked("--from", "Only from this time on (RFC 3339).", CheckTime("--from"));

    public static Option<string?> To() => Checked("--to", "Only up to this time (RFC 3339), not included.", CheckTime("--to"));

    public static Option<string?> InputFormat() => Checked("--input-format",
        "What the inputs are, where their content does not show it: auto, pcap or pcapng.",
        text => text is "auto" or "pcap" or "pcapng" ? null : "--input-format takes auto, pcap or pcapng.");

    public static Option<bool> AllowPartial() => new("--allow-partial")
    {
        Description = "A damaged or cut-off end of an input is no error: what is readable counts.",
    };

    public static Option<string?> Out(string what) => new("--out") { Description = what };

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Seed of everything that draws: same inputs and seed, same result.",
        DefaultValueFactory = _ => 1,
    };

    private static Option<string?> Checked(string name, string description, Func<string, string?> check)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            string? text = result.Tokens.Count > 0 ? result.Tokens[0].Value : null;
            if (text is not null && check(text) is { } error) result.AddError(error);
        });
        return option;
    }

    private static Func<string, string?> CheckTime(string name) =>
        text => EventTime.TryParse(text, out _) ? null : $"{name} takes a time such as 2026-03-01T04:12:09Z.";
}
