using System.Security;
using System.Text;

namespace CraneAnomaly.Tests.Packages;

/// <summary>A NuGet configuration with a folder as a source of CraneAnomaly's packages.</summary>
internal static class LocalSource
{
    /// <summary>The configuration's bytes.</summary>
    /// <param name="folder">The folder with the packages.</param>
    /// <param name="only">Whether the folder is the only source, or stands beside those of the machine.</param>
    public static byte[] Config(string folder, bool only) => Encoding.UTF8.GetBytes($"""
        <configuration>
          <packageSources>
            {(only ? "<clear />" : "")}
            <add key="packed-by-this-test" value="{SecurityElement.Escape(folder)}" />
          </packageSources>
        </configuration>
        """);
}
