// writePcap(SAMPLE), compressed by the programs themselves (gzip 1.12, zstd 1.5.4, lz4 1.9.4), in
// base64: so that unpacking is tested against them also where they are not installed. To make one
// again, write that file and run what stands at `made`.

export interface CompressedSample {
  readonly compression: "gzip" | "zstd" | "lz4";
  readonly made: string;
  readonly base64: string;
}

export const COMPRESSED_SAMPLES: Readonly<Record<string, CompressedSample>> = {
  gzip: {
    compression: "gzip",
    made: "gzip -9n",
    base64: `
H4sIAAAAAAACA+3U5ZMWhhEH4PeOw+0Od3d3h+Auwf0ueCA4BIfg7pDgFtzdHYImWLDg7sGtTdpOSdqZ/gX50nl25re7n3bm
+bIXDm9aFBwICfyvQgJBf4zQ8Ig/Zon/JhApOHJI1CjRo8WMETtW3DhhofHjJUyQOFHSJMmTpUyROlXaNOnTZcyQOVPWLNmz
5cyRO1fePPnzFSxQuFDRIsWLlfzjVvCnE13Dgv5MIChK1JDIMWJGix4nbqzY8eKHhiVKnCBhsuRJkqZKnSJluvRp0mbKnCFj
tuxZsubKnSNnvvx58hYqXKBgseJFipb6rETJsuVKl6lYqXyFqtUqV6lZq3qNOnU/r92gYb36TZo2ahwe0ax5y1ZftGjbrnWb
Dl992b5zl46duvfo2q1X755f9+vfp++gbwYMHDps8JCRo4aPGDtu9JiJk8ZPmDpt8pTvZkz/dvacmbPmL5g77/vFCxctW75k
6arVK1auW79m7abNGzZu275l667dO3bu279n76HDBw4ePfbDkZM/Hj9x+sxPp34+f/bcpcsXLl699suVm7eu37h77/adh4/u
P3j67PGTFy9/ff7m7avXHz6+e//b738LjoSOjo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6O
jo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6O
jo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6O
jo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6O
jo6Ojo6Ojv6X0QOh4RHBgUDgeuRAIEv6T0vUKJFDYsaIHi1unNix4scLC02cKGGC5MmSJkmdKmWK9OnSpsmcKWOG7NmyZsmd
K2eO/Pny5ilcqGCB4sWKFvmsVMkS5cqWKV2pYoXy1apWqVyrZo3qdevU/rxhg/r1mjZp3CgivHmzVi1bfNGubZvWX3Vo/2WX
zp069ujerWvvXl/37N+vb59vBg0cMGzokMGjRo4YPm7smNGTJk4YP23qlMkzvvt2+pzZs2YumD9v7uLvFy1cvmzpktWrVq5Y
v27tms2bNm7Yvm3rlt27du7Yv2/vnsOHDh44dvTIDz+ePHH8zOlTP53/+dzZy5cuXrh29covt27euH7v7p3bjx4+uP/s6ZPH
L188//Xtm9evPn54/+733/4eKTgIHR0d/f+WHvnTr//04QNdw4L+TCAoOFKs2HHiRoseI2aChIkSh4bFi58iZarUSZImS54h
Y6bMadKmS58jZ67cWbJmy16gYKHCefLmy1+iZKnPihQtVrx8hYqVSpcpW656jZq1KlepWq1e/QYNP69dp26z5uERjRo3adq6
Tdt2X7Ro2apjp85dvmzf4aueX/fq3bVb9x4DBg76pk/ffv2Hjxg5avCQocPGT5g4afSYseOmf/vdjMlTpk6bO2/+gpmzZs9Z
snTZ8oWLvl+8Zu269StWrlq9Zeu27Rs2btq8Z+++/Tt27tr9w5Gjxw4cPHT4p1Onzxw/cfLHCxcvXT577ufz12/cvPXLlavX
7j94+Oj2nbv3fn3+4uXjJ0+fvXv/4eOr12/e/uOf/wqJHCUqOjo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6
Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6
Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6
Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6Ojo6
Ojo6Ojo6Ojo6Ojo6Ojo6Ojr6X0aPEhoeERT4T2X71P8Nc78SJ2ApAgA=`,
  },
  "gzip, two members": {
    compression: "gzip",
    made: "two members, the first with a name: (gzip -9 of a file; gzip -9n)",
    base64: `
H4sICLcZAGsCA3MxAO3P+XsXAgAG8O/W1rZ2tLWt3aud7ard96IoOiVScpRIlGiunDk6lMjRfaLkqFBGrlJYzpCyQs7cV+Xm
4Rfm8Tz9ET7v87zP+9v7PJ+21pbVwYGQwJGEBILaJ3bM2PZt+q+BDsGhIWEdI8IjO0VHdY6Ji43vkpiQ1DUlOS01I71bZlb3
nOy83B75hQXFRT1LSnuVl1VWVFfV1tTXNTb0bv8K/ueiOS7o3waCOoaFhHaKDI+I6RwV3SU+Nq5rUkJialpySma39IzsnO5Z
+T1y84qKCwp7lZb0rKgsK6+prapuaKyrP+ropt7HHNun73HH9+s/aPCAgScMGzL0pJNPHD5y1IhTTjv91NFjxp5x5tnnnDVu
wnnjz510wfkTL5oy+cJLLm2+eOoVl11+9TVXXnXd9ddOmz7jhhtvmj1z1txb5tx82+23zpu/4I47Fy9ZuGj5iqXL7rp75ao1
996z+v4H1t63fsOD6x7Z+NDDLY9tevSJJx/f/MyWp57etn3rsy+0Pvf8Sy/vePG1na+8+uau19/Y8/Zbu/e907Z3//vvvvfR
xx98+Olnnxz48qvPv/j2u6+/OXT4+4M//fzDj7/9/suvf/71R3AHdHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0
dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0
dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0
dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0
dHR0dHR0dHR0dHR0dHR0dHR0dPT/Cf1vOMZ47nARAQAfiwgAAAAAAAID7dRTcx8IGMXhf9ImdZvUVoo0tW3bbpOasW3btm3b
amO7tjnL2Uz3M+zNzu/MvGfe2+fmyCvIyimrKCqpa6iqaetoaukb6OoZmxgamVuYmlnbWFrZO9jaObs4Orl7uLp5+3h6+Qf4
+gWHBAaFR4SGRcdERsUnxMYlpyQmpWekpmXnZGblF+TmFZcUFpVXlJZVP6isqq17WNPYVN/Q2tbc0tnV3tHb190jEJOWERYI
BN0iAoGkRP8zSFRk4LChQwaPGjli+JjR4mITxo8bO2XypIkzpk+bKjF71sz58+bOWSi1QHLpksWLVq5YvmztmtWrNm5Yv27r
ls2bdu7Yvm3vnt27Dh7Yv+/okcOHTp44fuzsmdOnLl44f05G+vKl69euXrl96+aN+/fu3lGQl5NVUVZS1FBXU9XR1tI00NfT
NTE2MrQwNzO1sbaydLC3s3VxdnL0cHdz9fH28gzw9/MNCQ4KjAgPC42JjopMiI+LTUlOSsxIT0vNyc7KLMjPyy0pLiqsKC8r
fVBdVVlXW/OwqbGhvq21pbmrs6O9r7en++mTx49evnj+7O2b168+fnj/7uuXz59+/vj+7Y/ffxsgLAQdOnTo/1u6SP/W9y+8
QFFc6NcJhIQHDB8xctTgIUOHjR03foKY+OgxU6dNnzFx0uQpc+bOmz9z1myJRYuXLJVcILVw1eo1a5ctX7Fy0+YtW9et37Bx
1+49e7dt37Hz0OEjR/ftP3Dw1OkzZ48dP3Hy0mVpmXPnL1y8cfPW7StXr12XlZNXuHP33n1VNXUNRSVlFV09fQNNLW0dUzNz
C0MjYxNbO3sHSytrG1c3dw9HJ2cXXz//AE8vb5/QsPCIwKDgkNi4+ITIqOiY1LT0jMSk5JTcvPyCzKzsnNKy8orCouKShzW1
dZVV1Q+aW1rb6hsam7p7evvaOzq7nj1/8fLR4ydP373/8PHV6zdvv33/8fPT5y9f//zr74EiooOgQ4cOHTp06NChQ4cOHTp0
6NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp0
6NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp0
6NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp0
6NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTp06NChQ4cOHTr0
/4wuKiYtIyT4N1L9/Q/C2FBz8BcBAA==`,
  },
  zstd: {
    compression: "zstd",
    made: "zstd -19",
    base64: `
KLUv/aRgKQIApBsANDTUw7KhAgAEAAEQXl88AAMCBQQHBgkICwoNDA8OERATEhUUFxYZGBsaHRwfHiEgIyIlJCcmKSgrKi0s
Ly4xMDMyNTQ3Njk4Ozo9AnARAQABBgcEBQoLCAkODwwNEhMQERYXFBUaGxgZHh8cHSIjICEmJyQlKisoKS4vLC0yMzAxNjc0
NTo7ODk+Pzw9QkNAQUZHREVKS0hJTk9MTVJTUFFWV1RVWltYWV5fXF1iY2BhZmdkZWpraGlub2xtcnNwcXZ3dHV6e3h5fn98
fYKDgIGGh4SFiouIiY6PjI2Sk5CRlpeUlZqbmJmen5ydoqOgoaanpKWqq6iprq+srbKzsLG2t7S1uru4ub6/vL3Cw8DBxsfE
xcrLyMnOz8zN0tPQ0dbX1NXa29jZ3t/c3eLj4OHm5+Tl6uvo6e7v7O3y8/Dx9vf09fr7+AID3AUAACgjBwYFBAsKCQgPDg0M
ExIREBcWFRQbGhkYHx4dHCMiISAnJiUkKyopKC8uLSwzMjEwNzY1NDs6OTg/Pj08Q0JBQEdGRURLSklIT05NTFNSUVBXVlVU
W1pZWF9eXVxjYmFgZ2ZlZGtqaWhvbm1sc3JxcHd2dXR7enl4f359fIOCgYCHhoWEi4qJiI+OjYyTkpGQl5aVlJuamZifnp2c
o6KhoKempaSrqqmor66trLOysbC3trW0u7q5uL++vbzDwsHAx8bFxMvKycjPzs3M09LR0NfW1dTb2tnY397d3OPi4eDn5uXk
6+rp6O/u7ezz8vHw9/b19Pv6+QMCAQUAAgMMDQ4PCAkKCxQVFhcQERITHB0eHxgZGhskJSYnICEiIywtLi8oKSorNDU2NzAx
MjM8PT4/ODk6O0RFRkdAQUJDTE1OT0hJSktUVVZXUFFSU1xdXl9YWVpbZGVmZ2BhYmNsbW5vaGlqa3R1dndwcXJzfH1+f3h5
enuEhYaHgIGCg4yNjo+IiYqLlJWWl5CRkpOcnZ6fmJmam6SlpqegoaKjrK2ur6ipqqu0tba3sLGys7y9vr+4ubq7xMXGx8DB
wsPMzc7PyMnKy9TV1tfQ0dLT3N3e39jZ2tvk5ebn4OHi4+zt7u/o6err9PX29/Dx8vP8/f4EBQYHDwB5kfOry9uFPth7GRB6
b95fsoAajFAC7OUg/C9LVxiAy08IsEu2Yg5Y8gJAAbitAAAwBgEqAAAABAC4AABwL8BN6ezMDysJ6SNs`,
  },
  "zstd, two frames": {
    compression: "zstd",
    made: "two frames, zstd -19 each",
    base64: `
KLUv/aRwEQEAHQsAhBTUw7KhAgAEAAEQXl88AAMCBQQHBgkICwoNDA8OERATEhUUFxYZGBsaHRwfHiEgIyIlJCcmKSgrKi0s
Ly4xMDMyNTQ3Njk4Ozo9AnARAQABBgcEBQoLCAkODwwNEhMQERYXFBUaGxgZHh8cHSIjICEmJyQlKisoKS4vLC0yMzAxNjc0
NTo7ODk+Pzw9QkNAQUZHREVKS0hJTk9MTVJTUFFWV1RVWltYWV5fXF1iY2BhZmdkZWpraGlub2xtcnNwcXZ3dHV6e3h5fn98
fYKDgIGGh4SFiouIiY6PjI2Sk5CRlpeUlZqbmJmen5ydoqOgoaanpKWqq6iprq+srbKzsLG2t7S1uru4ub6/vL3Cw8DBxsfE
xcrLyMnOz8zN0tPQ0dbX1NXa29jZ3t/c3eLj4OHm5+Tl6uvo6e7v7O3y8/Dx9vf09fr7+AIDCQB7/we/ydIVBuDyEwLskq2Y
A5a8AFAALn/r3MwotS/9pPAXAQANFQBkKG5vbG1yc3Bxdnd0dXp7eHl+f3x9goOAgYaHhIWKi4iJjo+MjZKTkJGWl5SVmpuY
mZ6fnJ2io6ChpqekpaqrqKmur6ytsrOwsba3tLW6u7i5vr+8vcLDwMHGx8TFysvIyc7PzM3S09DR1tfU1drb2Nne39zdABBe
XwIAAADcBQAAKCMHBgUECwoJCA8ODQwTEhEQFxYVFBsaGRgfHh0cIyIhICcmJSQrKikoLy4tLDMyMTA3NjU0Ozo5OD8+PTxD
QkFAR0ZFREtKSUhPTk1MU1JRUFdWVVRbWllYX15dXGNiYWBnZmVka2ppaG9ubWxzcnFwd3Z1dHt6eXh/fn18g4KBgIeGhYSL
iomIj46NjJOSkZCXlpWUm5qZmJ+enZyjoqGgp6alpKuqqaivrq2ss7KxsLe2tbS7urm4v769vMPCwcDHxsXEy8rJyM/OzczT
0tHQ19bV1Nva2djf3t3c4+Lh4Ofm5eTr6uno7+7t7PPy8fD39vX0+/r5AwIBBQBwEQEAAQIDDA0ODwgJCgsUFRYXEBESExwd
Hh8YGRobJCUmJyAhIiMsLS4vKCkqKzQ1NjcwMTIzPD0+Pzg5OjtERUZHQEFCQ0xNTk9ISUpLVFVWV1BRUlNcXV5fWFlaW2Rl
ZmdgYWJjbG1ub2hpamt0dXZ3cHFyc3x9fn94eXp7hIWGh4CBgoOMjY6PiImKi5SVlpeQkZKTnJ2en5iZmpukpaanoKGio6yt
rq+oqaqrtLW2t7CxsrO8vb6/uLm6u8TFxsfAwcLDzM3Oz8jJysvU1dbX0NHS09zd3t/Y2drb5OXm5+Dh4uPs7e7v6Onq6/T1
9vfw8fLz/P3+BAUGBwYQXl8BACoAAAAHALih7OUg3ix3wgDg3kuA6b3xvx8JCBQ0kqCimA==`,
  },
  "zstd behind a skippable frame": {
    compression: "zstd",
    made: "a skippable frame before it",
    base64: `
WipNGAQAAABub3RlKLUv/aRgKQIApBsANDTUw7KhAgAEAAEQXl88AAMCBQQHBgkICwoNDA8OERATEhUUFxYZGBsaHRwfHiEg
IyIlJCcmKSgrKi0sLy4xMDMyNTQ3Njk4Ozo9AnARAQABBgcEBQoLCAkODwwNEhMQERYXFBUaGxgZHh8cHSIjICEmJyQlKiso
KS4vLC0yMzAxNjc0NTo7ODk+Pzw9QkNAQUZHREVKS0hJTk9MTVJTUFFWV1RVWltYWV5fXF1iY2BhZmdkZWpraGlub2xtcnNw
cXZ3dHV6e3h5fn98fYKDgIGGh4SFiouIiY6PjI2Sk5CRlpeUlZqbmJmen5ydoqOgoaanpKWqq6iprq+srbKzsLG2t7S1uru4
ub6/vL3Cw8DBxsfExcrLyMnOz8zN0tPQ0dbX1NXa29jZ3t/c3eLj4OHm5+Tl6uvo6e7v7O3y8/Dx9vf09fr7+AID3AUAACgj
BwYFBAsKCQgPDg0MExIREBcWFRQbGhkYHx4dHCMiISAnJiUkKyopKC8uLSwzMjEwNzY1NDs6OTg/Pj08Q0JBQEdGRURLSklI
T05NTFNSUVBXVlVUW1pZWF9eXVxjYmFgZ2ZlZGtqaWhvbm1sc3JxcHd2dXR7enl4f359fIOCgYCHhoWEi4qJiI+OjYyTkpGQ
l5aVlJuamZifnp2co6KhoKempaSrqqmor66trLOysbC3trW0u7q5uL++vbzDwsHAx8bFxMvKycjPzs3M09LR0NfW1dTb2tnY
397d3OPi4eDn5uXk6+rp6O/u7ezz8vHw9/b19Pv6+QMCAQUAAgMMDQ4PCAkKCxQVFhcQERITHB0eHxgZGhskJSYnICEiIywt
Li8oKSorNDU2NzAxMjM8PT4/ODk6O0RFRkdAQUJDTE1OT0hJSktUVVZXUFFSU1xdXl9YWVpbZGVmZ2BhYmNsbW5vaGlqa3R1
dndwcXJzfH1+f3h5enuEhYaHgIGCg4yNjo+IiYqLlJWWl5CRkpOcnZ6fmJmam6SlpqegoaKjrK2ur6ipqqu0tba3sLGys7y9
vr+4ubq7xMXGx8DBwsPMzc7PyMnKy9TV1tfQ0dLT3N3e39jZ2tvk5ebn4OHi4+zt7u/o6err9PX29/Dx8vP8/f4EBQYHDwB5
kfOry9uFPth7GRB6b95fsoAajFAC7OUg/C9LVxiAy08IsEu2Yg5Y8gJAAbitAAAwBgEqAAAABAC4AABwL8BN6ezMDysJ6SNs`,
  },
  lz4: {
    compression: "lz4",
    made: "lz4 -9",
    base64: `
BCJNGGRQCLsFAACG1MOyoQIABAABADAEAAEHADAQXl8IABM8BADwLQADAgUEBwYJCAsKDQwPDhEQExIVFBcWGRgbGh0cHx4h
ICMiJSQnJikoKyotLC8uMTAzMjU0NzY5ODs6PUwAcQIAAABwEQEEAP/sAAEGBwQFCgsICQ4PDA0SExARFhcUFRobGBkeHxwd
IiMgISYnJCUqKygpLi8sLTIzMDE2NzQ1Ojs4OT4/PD1CQ0BBRkdERUpLSElOT0xNUlNQUVZXVFVaW1hZXl9cXWJjYGFmZ2Rl
amtoaW5vbG1yc3Bxdnd0dXp7eHl+f3x9goOAgYaHhIWKi4iJjo+MjZKTkJGWl5SVmpuYmZ6fnJ2io6ChpqekpaqrqKmur6yt
srOwsba3tLW6u7i5vr+8vcLDwMHGx8TFysvIyc7PzM3S09DR1tfU1drb2Nne39zd4uPg4ebn5OXq6+jp7u/s7fLz8PH29/T1
+vv4AgP7AP//////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
/////////////////////////////////////////////////////////////////////////////////////3P//AAQXl8C
AAAA3AUAACgjAAAABwYFBAsKCQgPDg0MExIREBcWFRQbGhkYHx4dHCMiISAnJiUkKyopKC8uLSwzMjEwNzY1NDs6OTg/Pj08
Q0JBQEdGRURLSklIT05NTFNSUVBXVlVUW1pZWF9eXVxjYmFgZ2ZlZGtqaWhvbm1sc3JxcHd2dXR7enl4f359fIOCgYCHhoWE
i4qJiI+OjYyTkpGQl5aVlJuamZifnp2co6KhoKempaSrqqmor66trLOysbC3trW0u7q5uL++vbzDwsHAx8bFxMvKycjPzs3M
09LR0NfW1dTb2tnY397d3OPi4eDn5uXk6+rp6O/u7ezz8vHw9/b19Pv6+QMCAfsA/////9KxBRBeXwAAAABwEQEEAP/sAAEC
AwwNDg8ICQoLFBUWFxAREhMcHR4fGBkaGyQlJicgISIjLC0uLygpKis0NTY3MDEyMzw9Pj84OTo7REVGR0BBQkNMTU5PSElK
S1RVVldQUVJTXF1eX1hZWltkZWZnYGFiY2xtbm9oaWprdHV2d3BxcnN8fX5/eHl6e4SFhoeAgYKDjI2Oj4iJiouUlZaXkJGS
k5ydnp+YmZqbpKWmp6ChoqOsra6vqKmqq7S1trewsbKzvL2+v7i5urvExcbHwMHCw8zNzs/IycrL1NXW19DR0tPc3d7f2Nna
2+Tl5ufg4eLj7O3u7+jp6uv09fb38PHy8/z9/gQFBgf7AP//////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
/////////////////////////3PwAQYQXl8BAAAAAAAAACoAAAAAAAAA/uvtTQ==`,
  },
  "lz4, linked blocks with checksums": {
    compression: "lz4",
    made: "lz4 -9 -B4 -BD -BX --content-size: linked blocks of 64 KiB with checksums",
    base64: `
BCJNGFxAYCkCAAAAAAA3agIAAIbUw7KhAgAEAAEAMAQAAQcAMBBeXwgAEzwEAPAtAAMCBQQHBgkICwoNDA8OERATEhUUFxYZ
GBsaHRwfHiEgIyIlJCcmKSgrKi0sLy4xMDMyNTQ3Njk4Ozo9TABxAgAAAHARAQQA/+wAAQYHBAUKCwgJDg8MDRITEBEWFxQV
GhsYGR4fHB0iIyAhJickJSorKCkuLywtMjMwMTY3NDU6Ozg5Pj88PUJDQEFGR0RFSktISU5PTE1SU1BRVldUVVpbWFleX1xd
YmNgYWZnZGVqa2hpbm9sbXJzcHF2d3R1ent4eX5/fH2Cg4CBhoeEhYqLiImOj4yNkpOQkZaXlJWam5iZnp+cnaKjoKGmp6Sl
qquoqa6vrK2ys7Cxtre0tbq7uLm+v7y9wsPAwcbHxMXKy8jJzs/MzdLT0NHW19TV2tvY2d7f3N3i4+Dh5ufk5err6Onu7+zt
8vPw8fb39PX6+/gCA/sA////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////eFCfnJ2io7yI7swkAwAAD/sA
///////////////////////i//wAEF5fAgAAANwFAAAoIwAAAAcGBQQLCgkIDw4NDBMSERAXFhUUGxoZGB8eHRwjIiEgJyYl
JCsqKSgvLi0sMzIxMDc2NTQ7Ojk4Pz49PENCQUBHRkVES0pJSE9OTUxTUlFQV1ZVVFtaWVhfXl1cY2JhYGdmZWRramlob25t
bHNycXB3dnV0e3p5eH9+fXyDgoGAh4aFhIuKiYiPjo2Mk5KRkJeWlZSbmpmYn56dnKOioaCnpqWkq6qpqK+urayzsrGwt7a1
tLu6ubi/vr28w8LBwMfGxcTLysnIz87NzNPS0dDX1tXU29rZ2N/e3dzj4uHg5+bl5Ovq6ejv7u3s8/Lx8Pf29fT7+vkDAgH7
AP/////SsQUQXl8AAAAAcBEBBAD/7AABAgMMDQ4PCAkKCxQVFhcQERITHB0eHxgZGhskJSYnICEiIywtLi8oKSorNDU2NzAx
MjM8PT4/ODk6O0RFRkdAQUJDTE1OT0hJSktUVVZXUFFSU1xdXl9YWVpbZGVmZ2BhYmNsbW5vaGlqa3R1dndwcXJzfH1+f3h5
enuEhYaHgIGCg4yNjo+IiYqLlJWWl5CRkpOcnZ6fmJmam6SlpqegoaKjrK2ur6ipqqu0tba3sLGys7y9vr+4ubq7xMXGx8DB
wsPMzc7PyMnKy9TV1tfQ0dLT3N3e39jZ2tvk5ebn4OHi4+zt7u/o6err9PX29/Dx8vP8/f4EBQYH+wD/////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
///0UL+4ubq7eVZLvj8AAAAP+wD//////////////////////////////////////////////////////2bwAQYQXl8BAAAA
AAAAACoAAABgfNFCAAAAAP7r7U0=`,
  },
  "lz4, independent blocks, no checksum": {
    compression: "lz4",
    made: "lz4 -9 -B4 --no-frame-crc: independent blocks of 64 KiB",
    base64: `
BCJNGGBAgmoCAACG1MOyoQIABAABADAEAAEHADAQXl8IABM8BADwLQADAgUEBwYJCAsKDQwPDhEQExIVFBcWGRgbGh0cHx4h
ICMiJSQnJikoKyotLC8uMTAzMjU0NzY5ODs6PUwAcQIAAABwEQEEAP/sAAEGBwQFCgsICQ4PDA0SExARFhcUFRobGBkeHxwd
IiMgISYnJCUqKygpLi8sLTIzMDE2NzQ1Ojs4OT4/PD1CQ0BBRkdERUpLSElOT0xNUlNQUVZXVFVaW1hZXl9cXWJjYGFmZ2Rl
amtoaW5vbG1yc3Bxdnd0dXp7eHl+f3x9goOAgYaHhIWKi4iJjo+MjZKTkJGWl5SVmpuYmZ6fnJ2io6ChpqekpaqrqKmur6yt
srOwsba3tLW6u7i5vr+8vcLDwMHGx8TFysvIyc7PzM3S09DR1tfU1drb2Nne39zd4uPg4ebn5OXq6+jp7u/s7fLz8PH29/T1
+vv4AgP7AP//////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
/////////////////////////////////////////////////////////////3hQn5ydoqMfBAAA/+ygoaanpKWqq6iprq+s
rbKzsLG2t7S1uru4ub6/vL3Cw8DBxsfExcrLyMnOz8zN0tPQ0dbX1NXa29jZ3t/c3eLj4OHm5+Tl6uvo6e7v7O3y8/Dx9vf0
9fr7+AIDAAEGBwQFCgsICQ4PDA0SExARFhcUFRobGBkeHxwdIiMgISYnJCUqKygpLi8sLTIzMDE2NzQ1Ojs4OT4/PD1CQ0BB
RkdERUpLSElOT0xNUlNQUVZXVFVaW1hZXl9cXWJjYGFmZ2RlamtoaW5vbG1yc3Bxdnd0dXp7eHl+f3x9goOAgYaHhIWKi4iJ
jo+MjZKTkJGWl5SVmpuYmZ6fnJ2io/sA/////////////////////+b//AAQXl8CAAAA3AUAACgjAAAABwYFBAsKCQgPDg0M
ExIREBcWFRQbGhkYHx4dHCMiISAnJiUkKyopKC8uLSwzMjEwNzY1NDs6OTg/Pj08Q0JBQEdGRURLSklIT05NTFNSUVBXVlVU
W1pZWF9eXVxjYmFgZ2ZlZGtqaWhvbm1sc3JxcHd2dXR7enl4f359fIOCgYCHhoWEi4qJiI+OjYyTkpGQl5aVlJuamZifnp2c
o6KhoKempaSrqqmor66trLOysbC3trW0u7q5uL++vbzDwsHAx8bFxMvKycjPzs3M09LR0NfW1dTb2tnY397d3OPi4eDn5uXk
6+rp6O/u7ezz8vHw9/b19Pv6+QMCAfsA/////9KxBRBeXwAAAABwEQEEAP/sAAECAwwNDg8ICQoLFBUWFxAREhMcHR4fGBka
GyQlJicgISIjLC0uLygpKis0NTY3MDEyMzw9Pj84OTo7REVGR0BBQkNMTU5PSElKS1RVVldQUVJTXF1eX1hZWltkZWZnYGFi
Y2xtbm9oaWprdHV2d3BxcnN8fX5/eHl6e4SFhoeAgYKDjI2Oj4iJiouUlZaXkJGSk5ydnp+YmZqbpKWmp6ChoqOsra6vqKmq
q7S1trewsbKzvL2+v7i5urvExcbHwMHCw8zNzs/IycrL1NXW19DR0tPc3d7f2Nna2+Tl5ufg4eLj7O3u7+jp6uv09fb38PHy
8/z9/gQFBgf7AP//////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
//////////////////////////////////RQv7i5urs6AQAA/+zExcbHwMHCw8zNzs/IycrL1NXW19DR0tPc3d7f2Nna2+Tl
5ufg4eLj7O3u7+jp6uv09fb38PHy8/z9/gQFBgcAAQIDDA0ODwgJCgsUFRYXEBESExwdHh8YGRobJCUmJyAhIiMsLS4vKCkq
KzQ1NjcwMTIzPD0+Pzg5OjtERUZHQEFCQ0xNTk9ISUpLVFVWV1BRUlNcXV5fWFlaW2RlZmdgYWJjbG1ub2hpamt0dXZ3cHFy
c3x9fn94eXp7hIWGh4CBgoOMjY6PiImKi5SVlpeQkZKTnJ2en5iZmpukpaanoKGio6ytrq+oqaqrtLW2t7CxsrO8vb6/uLm6
u/sA/////////////////////////////////////////////////////2rwAQYQXl8BAAAAAAAAACoAAAAAAAAA`,
  },
  "lz4, legacy frame": {
    compression: "lz4",
    made: "lz4 -l -9: legacy frame",
    base64: `
AiFMGLsFAACG1MOyoQIABAABADAEAAEHADAQXl8IABM8BADwLQADAgUEBwYJCAsKDQwPDhEQExIVFBcWGRgbGh0cHx4hICMi
JSQnJikoKyotLC8uMTAzMjU0NzY5ODs6PUwAcQIAAABwEQEEAP/sAAEGBwQFCgsICQ4PDA0SExARFhcUFRobGBkeHxwdIiMg
ISYnJCUqKygpLi8sLTIzMDE2NzQ1Ojs4OT4/PD1CQ0BBRkdERUpLSElOT0xNUlNQUVZXVFVaW1hZXl9cXWJjYGFmZ2Rlamto
aW5vbG1yc3Bxdnd0dXp7eHl+f3x9goOAgYaHhIWKi4iJjo+MjZKTkJGWl5SVmpuYmZ6fnJ2io6ChpqekpaqrqKmur6ytsrOw
sba3tLW6u7i5vr+8vcLDwMHGx8TFysvIyc7PzM3S09DR1tfU1drb2Nne39zd4uPg4ebn5OXq6+jp7u/s7fLz8PH29/T1+vv4
AgP7AP//////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
/////////////////////////////////////////////////////////////////////////////////3P//AAQXl8CAAAA
3AUAACgjAAAABwYFBAsKCQgPDg0MExIREBcWFRQbGhkYHx4dHCMiISAnJiUkKyopKC8uLSwzMjEwNzY1NDs6OTg/Pj08Q0JB
QEdGRURLSklIT05NTFNSUVBXVlVUW1pZWF9eXVxjYmFgZ2ZlZGtqaWhvbm1sc3JxcHd2dXR7enl4f359fIOCgYCHhoWEi4qJ
iI+OjYyTkpGQl5aVlJuamZifnp2co6KhoKempaSrqqmor66trLOysbC3trW0u7q5uL++vbzDwsHAx8bFxMvKycjPzs3M09LR
0NfW1dTb2tnY397d3OPi4eDn5uXk6+rp6O/u7ezz8vHw9/b19Pv6+QMCAfsA/////9KxBRBeXwAAAABwEQEEAP/sAAECAwwN
Dg8ICQoLFBUWFxAREhMcHR4fGBkaGyQlJicgISIjLC0uLygpKis0NTY3MDEyMzw9Pj84OTo7REVGR0BBQkNMTU5PSElKS1RV
VldQUVJTXF1eX1hZWltkZWZnYGFiY2xtbm9oaWprdHV2d3BxcnN8fX5/eHl6e4SFhoeAgYKDjI2Oj4iJiouUlZaXkJGSk5yd
np+YmZqbpKWmp6ChoqOsra6vqKmqq7S1trewsbKzvL2+v7i5urvExcbHwMHCw8zNzs/IycrL1NXW19DR0tPc3d7f2Nna2+Tl
5ufg4eLj7O3u7+jp6uv09fb38PHy8/z9/gQFBgf7AP//////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
/////////////////////3PwAQYQXl8BAAAAAAAAACoAAAA=`,
  },
  "lz4 behind a skippable frame": {
    compression: "lz4",
    made: "a skippable frame before it",
    base64: `
UCpNGAQAAABub3RlBCJNGGRQCLsFAACG1MOyoQIABAABADAEAAEHADAQXl8IABM8BADwLQADAgUEBwYJCAsKDQwPDhEQExIV
FBcWGRgbGh0cHx4hICMiJSQnJikoKyotLC8uMTAzMjU0NzY5ODs6PUwAcQIAAABwEQEEAP/sAAEGBwQFCgsICQ4PDA0SExAR
FhcUFRobGBkeHxwdIiMgISYnJCUqKygpLi8sLTIzMDE2NzQ1Ojs4OT4/PD1CQ0BBRkdERUpLSElOT0xNUlNQUVZXVFVaW1hZ
Xl9cXWJjYGFmZ2RlamtoaW5vbG1yc3Bxdnd0dXp7eHl+f3x9goOAgYaHhIWKi4iJjo+MjZKTkJGWl5SVmpuYmZ6fnJ2io6Ch
pqekpaqrqKmur6ytsrOwsba3tLW6u7i5vr+8vcLDwMHGx8TFysvIyc7PzM3S09DR1tfU1drb2Nne39zd4uPg4ebn5OXq6+jp
7u/s7fLz8PH29/T1+vv4AgP7AP//////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
/////3P//AAQXl8CAAAA3AUAACgjAAAABwYFBAsKCQgPDg0MExIREBcWFRQbGhkYHx4dHCMiISAnJiUkKyopKC8uLSwzMjEw
NzY1NDs6OTg/Pj08Q0JBQEdGRURLSklIT05NTFNSUVBXVlVUW1pZWF9eXVxjYmFgZ2ZlZGtqaWhvbm1sc3JxcHd2dXR7enl4
f359fIOCgYCHhoWEi4qJiI+OjYyTkpGQl5aVlJuamZifnp2co6KhoKempaSrqqmor66trLOysbC3trW0u7q5uL++vbzDwsHA
x8bFxMvKycjPzs3M09LR0NfW1dTb2tnY397d3OPi4eDn5uXk6+rp6O/u7ezz8vHw9/b19Pv6+QMCAfsA/////9KxBRBeXwAA
AABwEQEEAP/sAAECAwwNDg8ICQoLFBUWFxAREhMcHR4fGBkaGyQlJicgISIjLC0uLygpKis0NTY3MDEyMzw9Pj84OTo7REVG
R0BBQkNMTU5PSElKS1RVVldQUVJTXF1eX1hZWltkZWZnYGFiY2xtbm9oaWprdHV2d3BxcnN8fX5/eHl6e4SFhoeAgYKDjI2O
j4iJiouUlZaXkJGSk5ydnp+YmZqbpKWmp6ChoqOsra6vqKmqq7S1trewsbKzvL2+v7i5urvExcbHwMHCw8zNzs/IycrL1NXW
19DR0tPc3d7f2Nna2+Tl5ufg4eLj7O3u7+jp6uv09fb38PHy8/z9/gQFBgf7AP//////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
////////////////////////////////////////////////////////////////////////////////////////////////
/////////////////////////////////////////3PwAQYQXl8BAAAAAAAAACoAAAAAAAAA/uvtTQ==`,
  },
};
