using System.CommandLine;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Alerts;

namespace CraneAnomaly.Cli;

/// <summary>Options that every command which reads inputs has, with their checks.</summary>
internal static class CommonOptions
{
    public static Argument<string[]> Inputs()
    {
        var inputs = new Argument<string[]>("INPUT")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = "Captures (pcap, pcapng), logs of Zeek (TSV, JSON) and Suricata (EVE), and telemetry (CSV, TIC 4.0 JSON lines), "
                + "or gzip of them: files, folders, globs, or - for standard input.",
        };
        inputs.Validators.Add(result =>
        {
            // What is no option that is known would be taken for an input otherwise.
            foreach (var token in result.Tokens)
            {
                if (token.Value is ['-', _, ..] && !Path.Exists(token.Value))
                    result.AddError($"Unrecognized option '{token.Value}'.");
            }
        });
        return inputs;
    }

    public static Option<string?> Frames() => Checked("--frames",
        "Only these frames of each input, as A-B (1-based, both included); A- and -B leave an end open.",
        text => FrameRange.TryParse(text, out _) ? null : "--frames takes A-B, A- or -B with frame numbers from 1.");

    public static Option<string?> From() => Time("--from", "Only from this time on (RFC 3339, or seconds since 1970).");

    public static Option<string?> To() => Time("--to", "Only up to this time, not included.");

    public static Option<string?> Time(string name, string what) => Checked(name, what, CheckTime(name));

    public static Option<string?> InputFormat() => Checked("--input-format",
        "What the inputs are, where their content does not show it: auto, pcap, pcapng, csv, json, zeek, eve or sparkplug.",
        text => text is "auto" or "pcap" or "pcapng" or "csv" or "json" or "zeek" or "eve" or "sparkplug"
            ? null
            : "--input-format takes auto, pcap, pcapng, csv, json, zeek, eve or sparkplug.");

    public static Option<bool> AllowPartial() => new("--allow-partial")
    {
        Description = "A damaged or cut-off end of an input is no error: what is readable counts.",
    };

    public static Option<string?> Out(string what) => Checked("--out", what, CheckPath("--out"));

    /// <summary>The baseline to use or to write.</summary>
    public static Option<string?> Baseline(string what) => Checked("--baseline", what, CheckPath("--baseline"));

    public static Option<string?> Site() => new("--site") { Description = "Name of the site, as it stands in alerts." };

    public static Option<long> Seed() => new("--seed")
    {
        Description = "Seed of everything that draws: same inputs and seed, same result.",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>The form alerts are written in.</summary>
    public static Option<string> AlertForm()
    {
        var form = new Option<string>("--format")
        {
            Description = "ndjson (every state of every alert, chained), text (one paragraph an episode), or in the words of a "
                + $"receiver: {string.Join(", ", AlertFormats.Names)}.",
            DefaultValueFactory = _ => AlertOutput.Lines,
        };
        form.AcceptOnlyFromAmong([AlertOutput.Lines, AlertOutput.ForPeople, .. AlertFormats.Names]);
        return form;
    }

    /// <summary>Whether a line is wrapped for syslog.</summary>
    public static Option<bool> Syslog(Option<string> form)
    {
        var syslog = new Option<bool>("--syslog") { Description = "Each alert as a message of syslog (RFC 5424), one a line." };
        syslog.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<bool>() && result.GetResult(form)?.Tokens is [{ Value: AlertOutput.ForPeople }])
                result.AddError("--syslog takes no text for people: a message of syslog is one line.");
        });
        return syslog;
    }

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

    private static Func<string, string?> CheckPath(string name) =>
        text => string.IsNullOrWhiteSpace(text) ? $"{name} takes a path." : null;

    private static Func<string, string?> CheckTime(string name) =>
        text => EventTime.TryParse(text, out _) ? null : $"{name} takes a date, time and zone such as 2026-03-01T04:12:09Z, or seconds since 1970 such as 1772338329.";
}
