namespace CraneAnomaly.Sinks.Transports;

/// <summary>Where alerts are posted, and what is shown there. A token goes over plain HTTP to this machine alone.</summary>
public sealed record HttpTarget
{
    /// <summary>Makes a target.</summary>
    /// <param name="address">Scheme, host and port, and the path in front of the interface's own.</param>
    /// <param name="token">
    /// Gives what is shown; asked for with every post, so that it may change. Kept nowhere, and in no message.
    /// </param>
    /// <exception cref="ArgumentException">The address is none of HTTP, bears a name or password, or is plain and of another machine.</exception>
    public HttpTarget(Uri address, Func<CancellationToken, ValueTask<string>> token)
    {
        if (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp)
            throw new ArgumentException($"{address.Scheme} is neither http nor https.", nameof(address));
        if (address.UserInfo.Length > 0)
            throw new ArgumentException("An address is no place for a name or a password.", nameof(address));
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback)
            throw new ArgumentException($"http://{address.Authority}: a token over plain HTTP can be read on the way; use https.", nameof(address));
        (Address, Token) = (address, token);
    }

    /// <summary>Scheme, host and port, and the path in front of the interface's own.</summary>
    public Uri Address { get; }

    /// <summary>Gives what is shown.</summary>
    public Func<CancellationToken, ValueTask<string>> Token { get; }

    /// <summary>How to be sure of the receiver; null for the system's ways.</summary>
    public ReceiverTls? Tls { get; init; }

    internal string Name(string kind) => $"{kind}+{Address.GetLeftPart(UriPartial.Path).TrimEnd('/')}";

    internal Uri At(string path) => new(Address.GetLeftPart(UriPartial.Path).TrimEnd('/') + path);
}
