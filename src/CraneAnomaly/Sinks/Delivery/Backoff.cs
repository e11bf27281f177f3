namespace CraneAnomaly.Sinks.Delivery;

/// <summary>Pauses after failures: drawn evenly up to a bound that doubles.</summary>
internal sealed class Backoff(DeliveryOptions options, int seed)
{
    private readonly Random _random = new(seed);
    private int _failures;

    public void Succeeded() => _failures = 0;

    /// <summary>The pause after one more failure.</summary>
    /// <param name="asked">How long the receiver asked to be left alone.</param>
    public TimeSpan Next(TimeSpan? asked)
    {
        double bound = Math.Min(options.MaxPause.TotalSeconds, options.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures++, 30)));
        var pause = TimeSpan.FromSeconds(bound * _random.NextDouble());
        // Not sooner than asked, and not all of us then.
        return asked is { } least ? (least < options.MaxRetryAfter ? least : options.MaxRetryAfter) + pause / 10 : pause;
    }
}
