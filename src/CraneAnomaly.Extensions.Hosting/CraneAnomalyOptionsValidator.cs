using CraneAnomaly.Sinks.Formats.Alerts;
using Microsoft.Extensions.Options;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>Says of options, when the host starts, what cannot be used and what could.</summary>
internal sealed class CraneAnomalyOptionsValidator(PipelinePlan plan) : IValidateOptions<CraneAnomalyOptions>
{
    /// <summary>JSON lines of our own.</summary>
    public const string Lines = "ndjson";

    public ValidateOptionsResult Validate(string? name, CraneAnomalyOptions options)
    {
        if ((name ?? "") != plan.Name) return ValidateOptionsResult.Skip;
        var failures = Failures(options).Select(failure => $"{plan.Title}: {failure}").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(CraneAnomalyOptions options)
    {
        int kinds = (options.Inputs.Count > 0 ? 1 : 0) + (options.Followed.Count > 0 ? 1 : 0) + plan.Streams.Count;
        if (kinds == 0) yield return "there is nothing to read: name files or a stream with ReadFrom, or files to be followed with Follow.";
        if (kinds > 1) yield return "a pipeline reads files, or follows files, or reads one stream: give each a name and an AddCraneAnomaly of its own.";
        if (plan.Receivers.Count + plan.Transports.Count == 0) yield return "there is nobody to send alerts to: name a receiver with SendTo or DeliverTo.";
        if (plan.Transports.Count > 0 && options.Spool is null) yield return "transports deliver out of a spool: name its folder with UseSpool.";
        if (plan.Transports.Count == 0 && options.Spool is not null) yield return "nobody delivers out of the spool: name a transport with DeliverTo.";
        foreach (string format in plan.Receivers.Select(r => r.Format).Where(f => f != Lines && !AlertFormats.Names.Contains(f)))
            yield return $"'{format}' is no format; there are {Lines}, {string.Join(", ", AlertFormats.Names)}.";
        if (options.Baseline is { } baseline && !File.Exists(baseline)) yield return $"the baseline '{baseline}' is not there.";
        if (options.Folder is { } folder && !Directory.Exists(folder)) yield return $"the folder '{folder}' is not there.";
        if (options.MinimumSeverity is < 0 or > 100) yield return $"MinimumSeverity is {options.MinimumSeverity}; it has to be 0 to 100.";
        if (options.AlertCapacity is < 1 or > 10_000_000) yield return $"AlertCapacity is {options.AlertCapacity}; it has to be 1 to 10,000,000.";
        if (!Enum.IsDefined(options.AlertOverflow)) yield return $"AlertOverflow is {options.AlertOverflow}; it has to be DropOldest or Wait.";
        foreach (var (setting, value) in new[]
        {
            (nameof(options.RetryAfter), options.RetryAfter), (nameof(options.RetryAtMost), options.RetryAtMost),
            (nameof(options.StallAfter), options.StallAfter), (nameof(options.SilentAfter), options.SilentAfter),
        })
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1)) yield return $"{setting} is {value}; it has to be above 0 and at most a day.";
        }
    }
}
