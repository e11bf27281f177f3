using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Cli;

/// <summary>The input options of a command, and what they come to.</summary>
internal sealed class InputSet
{
    private readonly Argument<string[]> _inputs = CommonOptions.Inputs();
    private readonly Option<string?> _frames = CommonOptions.Frames();
    private readonly Option<string?> _from = CommonOptions.From();
    private readonly Option<string?> _to = CommonOptions.To();
    private readonly Option<string?> _format = CommonOptions.InputFormat();
    private readonly Option<bool> _allowPartial = CommonOptions.AllowPartial();
    private readonly SiteFiles _site = new();
    private readonly List<string> _missing = [];

    public void AddTo(Command command)
    {
        command.Add(_inputs);
        command.Add(_frames);
        command.Add(_from);
        command.Add(_to);
        command.Add(_format);
        command.Add(_allowPartial);
        _site.AddTo(command);
    }

    /// <summary>Adds the options of a command that judges.</summary>
    public void AddRulesTo(Command command) => _site.AddRulesTo(command);

    /// <summary>Adds the options of a command that names who is at the other end.</summary>
    public void AddNamesTo(Command command) => _site.AddNamesTo(command);

    /// <summary>Lets the command do without an input where an option asks for none.</summary>
    public void AllowNone(Command command, Option<bool> when)
    {
        _inputs.Arity = ArgumentArity.ZeroOrMore;
        command.Validators.Add(result =>
        {
            if (!result.GetValue(when) && result.GetValue(_inputs) is not { Length: > 0 })
                result.AddError("Name at least one input: a file, a folder, a glob, or - for standard input.");
        });
    }

    /// <exception cref="UnusableException">No input is there.</exception>
    public CaptureInputs Read(ParseResult parsed)
    {
        FrameRange.TryParse(parsed.GetValue(_frames), out var frames);
        long from = long.MinValue, to = long.MaxValue;
        if (parsed.GetValue(_from) is { } fromText) EventTime.TryParse(fromText, out from);
        if (parsed.GetValue(_to) is { } toText) EventTime.TryParse(toText, out to);
        return new()
        {
            Paths = InputExpansion.Expand(parsed.GetRequiredValue(_inputs), _missing),
            Format = FormatOf(parsed.GetValue(_format)),
            FirstFrame = frames.First,
            LastFrame = frames.Last,
            FromNs = from,
            ToNs = to,
        };
    }

    /// <summary>What <c>--input-format</c> says.</summary>
    public static InputFormat FormatOf(string? name) => name switch
    {
        "pcap" => InputFormat.Pcap,
        "pcapng" => InputFormat.Pcapng,
        "csv" => InputFormat.Csv,
        "json" => InputFormat.Json,
        "zeek" => InputFormat.Zeek,
        "eve" => InputFormat.Eve,
        "sparkplug" => InputFormat.Sparkplug,
        _ => InputFormat.Auto,
    };

    /// <summary>How an input ended that did not end well: what, where, and what to do.</summary>
    public static string Sentence(string name, CaptureResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{name}: at offset {result.Offset}: {result.Reason.TrimEnd('.')}; {result.Advice} ({result.Packets} {result.Counted} were read).");

    /// <summary>What registers and names mean, out of the folders that are named or the option.</summary>
    /// <exception cref="IOException">A file that describes the site cannot be used.</exception>
    public IReadOnlyList<Tag> Tags(ParseResult parsed)
    {
        string[] named = parsed.GetRequiredValue(_inputs);
        SiteFiles.Check(named);
        return _site.Tags(parsed, named);
    }

    /// <summary>What the papers of the cranes say, out of the folders that are named.</summary>
    /// <exception cref="IOException">A file that describes the site cannot be used.</exception>
    public IReadOnlyList<CraneSheet> Cranes(ParseResult parsed) => SiteFiles.CranesIn(parsed.GetRequiredValue(_inputs));

    /// <summary>What is allowed, out of the folders that are named or the option.</summary>
    /// <exception cref="IOException">A file that describes the site cannot be used.</exception>
    public SitePolicy Policy(ParseResult parsed) => _site.Policy(parsed, parsed.GetRequiredValue(_inputs));

    /// <summary>To whom addresses belong; null where no file is named.</summary>
    /// <exception cref="IOException">The file cannot be used.</exception>
    public PrefixNames? Prefixes(ParseResult parsed) => _site.Prefixes(parsed);

    /// <summary>How to judge what is read: the two options, and all that the folders and options say of the site.</summary>
    /// <exception cref="IOException">A file that describes the site cannot be used.</exception>
    public DetectionOptions Judging(ParseResult parsed, Option<string?> site, Option<long> seed) => new()
    {
        Site = parsed.GetValue(site),
        Seed = parsed.GetValue(seed),
        Tags = Tags(parsed),
        Cranes = Cranes(parsed),
        Policy = Policy(parsed),
        Permits = _site.Permits(parsed, parsed.GetRequiredValue(_inputs)),
        Prefixes = Prefixes(parsed),
    };

    /// <summary>Says of every input that did not end well what, where and what to do; returns the exit code.</summary>
    public int Report(ParseResult parsed, CaptureInputs inputs, IReadOnlyList<CaptureResult> results)
    {
        int code = _missing.Count > 0 ? ExitCode.Unusable : ExitCode.Done;
        foreach (string sentence in _missing) Console.Error.WriteLine(sentence);
        if (results.Count(result => result.Waited) is > 0 and var waited)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{waited} inputs were read late: too many overlap in time to be open at once; read fewer together."));
        }

        for (int i = 0; i < results.Count; i++)
        {
            var result = results[i];
            if (result.End == CaptureEnd.Complete) continue;
            Console.Error.WriteLine(Sentence(inputs.Paths[i] == "-" ? "standard input" : inputs.Paths[i], result));
            bool partial = result.End is CaptureEnd.Truncated or CaptureEnd.Damaged;
            if (!(partial && parsed.GetValue(_allowPartial))) code = ExitCode.Unusable;
        }

        return code;
    }

    /// <summary>SHA-256 of an input, lower-case hex; null for what cannot be read twice.</summary>
    public static string? HashOf(string path)
    {
        // A pipe by name is used up; opening it again would wait for a writer that does not come.
        if (path == "-" || !CaptureInputs.CanBeReadAgain(path)) return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
