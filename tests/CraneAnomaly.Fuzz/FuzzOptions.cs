using System.Globalization;
using CraneAnomaly.Fuzz.Engine;

namespace CraneAnomaly.Fuzz;

/// <summary>The command line.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = """
        Usage: CraneAnomaly.Fuzz [options]
          --seconds N      time for each target (default 20)
          --executions N   most executions for each target (default: no bound)
          --seed N         seed (default 1); with --executions the same seed is the same run
          --target NAME    one target instead of all
          --replay FILE    executes one input on --target, without instrumentation
          --canary         shows that planted bugs are found
          --list           names the targets
        Exit code: 0 nothing found, 1 findings (or a canary missed), 2 wrong usage.
        """;

    public Bounds Bounds { get; private init; } = new(20, long.MaxValue);

    public long Seed { get; private init; } = 1;

    public string? Target { get; private init; }

    public string? Replay { get; private init; }

    public bool Canary { get; private init; }

    public bool List { get; private init; }

    /// <summary>Reads the arguments; null when they are wrong.</summary>
    public static FuzzOptions? Read(IReadOnlyList<string> arguments)
    {
        var options = new FuzzOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            FuzzOptions? next = arguments[i] switch
            {
                "--canary" => options with { Canary = true },
                "--list" => options with { List = true },
                "--target" when value is not null => options with { Target = value },
                "--replay" when value is not null => options with { Replay = value },
                "--seed" when Whole(value, out long seed) => options with { Seed = seed },
                "--seconds" when Number(value, out double seconds) =>
                    options with { Bounds = options.Bounds with { Seconds = seconds } },
                "--executions" when Whole(value, out long executions) =>
                    options with { Bounds = options.Bounds with { Executions = executions } },
                _ => null,
            };
            if (next is null) return null;
            options = next;
            if (arguments[i] is not ("--canary" or "--list")) i++;
        }

        return options.Replay is not null && options.Target is null ? null : options;
    }

    private static bool Whole(string? text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool Number(string? text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
