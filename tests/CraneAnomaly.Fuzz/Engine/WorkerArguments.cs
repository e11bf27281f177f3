using System.Globalization;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>What the supervisor tells a worker on its command line.</summary>
internal sealed record WorkerArguments(string Target, TargetFolder Folder, Bounds Bounds, long Seed)
{
    /// <summary>The first argument of a worker.</summary>
    public const string Verb = "worker";

    public static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    public static WorkerArguments Read(ReadOnlySpan<string> arguments) => new(
        arguments[1],
        new TargetFolder(arguments[2]),
        new Bounds(
            double.Parse(arguments[3], CultureInfo.InvariantCulture), long.Parse(arguments[4], CultureInfo.InvariantCulture)),
        long.Parse(arguments[5], CultureInfo.InvariantCulture));
}
