using System.Globalization;

namespace CraneAnomaly.Benchmarks.Reports;

/// <summary>What follows a verb: values by position, and options by name.</summary>
internal sealed class VerbArguments
{
    private readonly List<string> _values = [];
    private readonly Dictionary<string, string> _options = [];

    public VerbArguments(string[] args)
    {
        for (int i = 1; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) _values.Add(args[i]);
            else if (i + 1 == args.Length) throw new UsageException($"{args[i]} takes a value.");
            else _options.Add(args[i][2..], args[++i]);
        }

        // Where a file lies is of no interest to a reader.
        CommandLine = string.Join(' ', args.Select(a => Path.IsPathRooted(a) ? Path.GetFileName(a) : a));
    }

    /// <summary>The whole line, paths shortened to names.</summary>
    public string CommandLine { get; }

    /// <summary>Folder for the report, or null for the console alone.</summary>
    public string? Out => _options.GetValueOrDefault("out");

    /// <summary>A file that has to be there.</summary>
    public string File(int position, string what) => System.IO.File.Exists(Value(position, what))
        ? _values[position]
        : throw new UsageException($"{_values[position]}: {what} is not there.");

    public string Value(int position, string what) =>
        position < _values.Count ? _values[position] : throw new UsageException($"Name {what}.");

    public string? Text(string option) => _options.GetValueOrDefault(option);

    public int Number(string option, int otherwise, int least = 1)
    {
        if (!_options.TryGetValue(option, out string? text)) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw new UsageException($"--{option} takes a number from {least}.");
    }
}
