namespace CraneAnomaly.Extensions.Hosting.Delivery;

/// <summary>Somebody who is told of alerts, and in which words.</summary>
/// <param name="format">Name of the format.</param>
/// <param name="send">Sends one alert.</param>
internal sealed class AlertReceiver(string format, Func<AlertMessage, CancellationToken, Task> send)
{
    public string Format => format;

    public Task SendAsync(AlertMessage message, CancellationToken cancellation) => send(message, cancellation);
}
