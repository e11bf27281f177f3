using System.Net;
using System.Net.Http.Headers;
using CraneAnomaly.Sinks.Spool;

namespace CraneAnomaly.Sinks.Transports;

/// <summary>
/// Posts alerts, many at once. What the answer means is the interface's: here is what is alike. A redirect is not followed,
/// since it would take the token along; of an answer 1 MiB is read.
/// </summary>
public abstract class HttpAlertTransport : AlertTransport
{
    private const int MaxAnswer = 1024 * 1024;

    private readonly HttpClient _client;

    private protected HttpAlertTransport(string kind, string format, HttpTarget target, TimeProvider? time)
        : base(target.Name(kind), new AlertRendering(format))
    {
        (Target, Time) = (target, time ?? TimeProvider.System);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        if (target.Tls is not null) handler.SslOptions = target.Tls.For(target.Address.Host);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public override DeliveryGuarantee Guarantee => DeliveryGuarantee.Acknowledged;

    // Receivers take 1 MB.
    /// <inheritdoc/>
    public override int BatchBytes => 900 * 1000;

    private protected HttpTarget Target { get; }

    private protected TimeProvider Time { get; }

    /// <inheritdoc/>
    public override async ValueTask<SendReport> SendAsync(IReadOnlyList<SpooledAlert> alerts, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(PostTo, Body(alerts), ContentType, cancellationToken).ConfigureAwait(false);
        if ((int)answer.Status is >= 200 and < 300) return await InterpretAsync(alerts, answer, cancellationToken).ConfigureAwait(false);
        string why = $"{(int)answer.Status} {answer.Status}: {Said(answer.Body)}";
        return answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            ? SendReport.Refused(alerts.Count, why)
            : SendReport.Later(alerts.Count, why, answer.RetryAfter);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected abstract Uri PostTo { get; }

    private protected abstract string ContentType { get; }

    /// <summary>The word in front of the token.</summary>
    private protected abstract string Scheme { get; }

    private protected abstract byte[] Body(IReadOnlyList<SpooledAlert> alerts);

    /// <summary>What an answer of success says of each alert.</summary>
    private protected abstract ValueTask<SendReport> InterpretAsync(
        IReadOnlyList<SpooledAlert> alerts, HttpAnswer answer, CancellationToken cancellationToken);

    private protected virtual void AddHeaders(HttpRequestHeaders headers)
    {
    }

    private protected async ValueTask<HttpAnswer> PostAsync(Uri to, byte[] body, string contentType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new(contentType);
        string token = await Target.Token(cancellationToken).ConfigureAwait(false);
        // Whole or not at all: a message about a bad header would show it.
        if (token.AsSpan().ContainsAnyExceptInRange('!', '~')) throw new IOException($"{Name}: the token has a blank, a line end or a letter in it that no token has.");
        request.Headers.Authorization = new(Scheme, token);
        AddHeaders(request.Headers);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var retry = response.Headers.RetryAfter;
        var after = retry?.Delta ?? (retry?.Date is { } date ? date - Time.GetUtcNow() : null);
        return new(response.StatusCode, await ReadAsync(response, cancellationToken).ConfigureAwait(false), after > TimeSpan.Zero ? after : null);
    }

    private static async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            byte[] body = new byte[Math.Min(response.Content.Headers.ContentLength ?? MaxAnswer, MaxAnswer)];
            int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return body[..length];
        }
    }

    // A receiver's words go into messages for people: short, and nothing that steers a terminal.
    private protected static string Said(ReadOnlySpan<byte> body)
    {
        Span<char> said = stackalloc char[Math.Min(body.Length, 200)];
        for (int i = 0; i < said.Length; i++) said[i] = body[i] is >= 0x20 and < 0x7F ? (char)body[i] : ' ';
        return said.Trim().ToString();
    }
}

/// <summary>An answer, its body cut at 1 MiB.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter);
