using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.StateGenerator;

/// <summary>What all types and fields look like, as one short text: an image of one layout is no image of another.</summary>
internal static class Fingerprint
{
    public static string Of(IReadOnlyList<StateType> types)
    {
        var text = new StringBuilder();
        foreach (var type in types)
        {
            text.Append(type.Number).Append(' ').Append(type.Name).Append(' ').Append(type.Shape).Append('\n');
            foreach (var field in type.Fields) text.Append(field.Name).Append(' ').Append(field.Type.Number).Append('\n');
            foreach (var kind in type.Kinds) text.Append("is ").Append(kind.Number).Append('\n');
        }

        using var hash = SHA256.Create();
        return string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())).Take(8).Select(part => part.ToString("x2")));
    }
}
